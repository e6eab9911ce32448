{
  "variables": {
    # Of the whole addon; the flags of an instruction set stand at its own target below.
    "strict": ["-Wall", "-Wextra", "-ffp-contract=off", "-fno-math-errno"],
    # What is written once per ISA throws nothing, and nothing is thrown through it.
    "kernels": ["-fno-asynchronous-unwind-tables", "-fno-unwind-tables"],
    "avx2": ["-mavx2", "-mfma"],
    "avx512": ["-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl", "-mavx2", "-mfma"]
  },
  "target_defaults": {
    "cflags": ["-fvisibility=hidden"],
    "cflags_cc": ["-std=c++17", "-O3", "-fvisibility-inlines-hidden", "<@(strict)"],
    "cflags_cc!": ["-std=gnu++14", "-std=gnu++17", "-std=gnu++20"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
      "CLANG_CXX_LIBRARY": "libc++",
      "MACOSX_DEPLOYMENT_TARGET": "11.0",
      "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
      "GCC_OPTIMIZATION_LEVEL": "3",
      "OTHER_CPLUSPLUSFLAGS": ["<@(strict)"]
    },
    "msvs_settings": {
      "VCCLCompilerTool": {
        "AdditionalOptions": ["/std:c++17"],
        "Optimization": 2,
        "FloatingPointModel": 0
      }
    }
  },
  "targets": [
    {
      "target_name": "densely",
      "sources": [
        "native/addon/abi.cc",
        "native/addon/addon.cc",
        "native/addon/arguments.cc",
        "native/addon/chunk_work.cc",
        "native/addon/column_work.cc",
        "native/addon/engine.cc",
        "native/addon/errors.cc",
        "native/addon/functions.cc",
        "native/addon/glibc_compat.cc",
        "native/addon/gradient_work.cc",
        "native/addon/infer_work.cc",
        "native/addon/job.cc",
        "native/addon/jobs.cc",
        "native/addon/measuring.cc",
        "native/addon/placement.cc",
        "native/addon/program.cc",
        "native/addon/shared_pool.cc"
      ],
      "dependencies": [
        "<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except_all",
        "densely_core"
      ],
      # It reads arguments and makes answers: Node takes most of that time, and -O3 is 1.8 times as large.
      "cflags_cc": ["-Os"],
      "defines": [
        "DENSELY_VERSION=<!(node -p \"require('./package.json').version\")",
        "NAPI_VERSION=9",
        "NODE_ADDON_API_DISABLE_DEPRECATED",
        "NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
      ],
      # except.gypi of node-addon-api asks for 10.7, which has no C++17 library.
      "xcode_settings": { "MACOSX_DEPLOYMENT_TARGET": "11.0", "GCC_OPTIMIZATION_LEVEL": "s" },
      "msvs_settings": { "VCCLCompilerTool": { "Optimization": 1 } },
      "conditions": [
        ["OS=='linux'", {
          "ldflags": ["-Wl,--version-script=<(module_root_dir)/native/addon/exports.map", "-Wl,--gc-sections"]
        }]
      ]
    },
    {
      # What loops over numbers lies in the kernels, and below.
      "target_name": "densely_core",
      "type": "static_library",
      "cflags_cc": ["-O2"],
      "cflags_cc!": ["-fno-exceptions"],
      "xcode_settings": { "GCC_ENABLE_CPP_EXCEPTIONS": "YES" },
      "msvs_settings": { "VCCLCompilerTool": { "ExceptionHandling": 1 } },
      "sources": [
        "native/core/backward.cc",
        "native/core/cores.cc",
        "native/core/dispatch.cc",
        "native/core/inference.cc",
        "native/core/looked.cc",
        "native/core/metrics.cc",
        "native/core/network.cc",
        "native/core/ranking.cc",
        "native/core/served.cc",
        "native/core/target_units.cc",
        "native/core/threads.cc",
        "native/core/train.cc",
        "native/core/update.cc"
      ],
      "dependencies": ["densely_columns", "densely_scalar"],
      "conditions": [
        ["target_arch=='x64'", { "dependencies": ["densely_avx2", "densely_avx512"] }],
        ["target_arch=='arm64'", { "sources": ["native/core/isa_neon.cc"] }]
      ]
    },
    {
      "target_name": "densely_columns",
      "type": "static_library",
      "cflags_cc!": ["-fno-exceptions"],
      "xcode_settings": { "GCC_ENABLE_CPP_EXCEPTIONS": "YES" },
      "msvs_settings": { "VCCLCompilerTool": { "ExceptionHandling": 1 } },
      "sources": ["native/core/moments.cc", "native/core/scaling.cc"]
    },
    {
      # -O3 is 2 % faster here and 70 kB larger, for processors of before 2013.
      "target_name": "densely_scalar",
      "type": "static_library",
      "sources": ["native/core/isa_scalar.cc"],
      "cflags_cc": ["-O2", "<@(kernels)"]
    }
  ],
  "conditions": [
    ["target_arch=='x64'", {
      "targets": [
        {
          "target_name": "densely_avx2",
          "type": "static_library",
          "sources": ["native/core/isa_avx2.cc"],
          "cflags_cc": ["<@(avx2)", "<@(kernels)"],
          "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["<@(avx2)"] },
          "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["/arch:AVX2"] } }
        },
        {
          "target_name": "densely_avx512",
          "type": "static_library",
          "sources": ["native/core/isa_avx512.cc"],
          "cflags_cc": ["<@(avx512)", "<@(kernels)"],
          "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["<@(avx512)"] },
          "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["/arch:AVX512"] } }
        }
      ]
    }]
  ]
}
