// The products of a BLAS: cblas_?gemm of OpenBLAS, dnnl_sgemm of oneDNN, both opened at run time.
//   blas LIBRARY SECONDS THREADS [DTYPE FORM M N K]...     prints GFLOP/s, a line for each
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kRowMajor = 101, kPlain = 111, kTurned = 112 };
typedef void (*Sgemm)(int, int, int, int, int, int, float, const float*, int, const float*, int, float,
                      float*, int);
typedef void (*Dgemm)(int, int, int, int, int, int, double, const double*, int, const double*, int,
                      double, double*, int);
typedef int (*Dnnl)(char, char, long, long, long, float, const float*, long, const float*, long, float,
                    float*, long);
typedef struct {
  Sgemm sgemm;
  Dgemm dgemm;
  Dnnl dnnl;
} Library;
typedef struct {
  int turn_a, turn_b, m, n, k;
  float *a, *b, *c;
  double *da, *db, *dc;
} Product;

static clockid_t clock_id;

static double now(void) {
  struct timespec t;
  clock_gettime(clock_id, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void multiply(const Library* l, const Product* p) {
  const int m = p->m, n = p->n, k = p->k, lda = p->turn_a ? m : k, ldb = p->turn_b ? k : n;
  const int ta = p->turn_a ? kTurned : kPlain, tb = p->turn_b ? kTurned : kPlain;
  if (p->da)
    l->dgemm(kRowMajor, ta, tb, m, n, k, 1, p->da, lda, p->db, ldb, 0, p->dc, n);
  else if (l->dnnl)
    l->dnnl(p->turn_a ? 'T' : 'N', p->turn_b ? 'T' : 'N', m, n, k, 1, p->a, lda, p->b, ldb, 0, p->c, n);
  else
    l->sgemm(kRowMajor, ta, tb, m, n, k, 1, p->a, lda, p->b, ldb, 0, p->c, n);
}

static double rate(const Library* l, const Product* p, double seconds) {
  multiply(l, p);
  for (long times = 1;; times *= 2) {
    const double start = now();
    for (long i = 0; i < times; i++) multiply(l, p);
    const double spent = now() - start;
    if (spent >= seconds) return 2e-9 * p->m * p->n * p->k * times / spent;
  }
}

static void* numbers(size_t count, size_t size) {
  void* data = aligned_alloc(64, (count * size + 63) / 64 * 64);
  for (size_t i = 0; i < count; i++) {
    const double x = (double)(i % 97) / 97 - 0.5;
    if (size == sizeof(double)) ((double*)data)[i] = x;
    else ((float*)data)[i] = (float)x;
  }
  return data;
}

int main(int count, char** given) {
  void* handle = count > 3 ? dlopen(given[1], RTLD_NOW) : NULL;
  if (!handle) return fprintf(stderr, "Error: %s is missing\n", count > 1 ? given[1] : "LIBRARY"), 1;
  const Library library = {(Sgemm)dlsym(handle, "cblas_sgemm"), (Dgemm)dlsym(handle, "cblas_dgemm"),
                           (Dnnl)dlsym(handle, "dnnl_sgemm")};
  clock_id = atoi(given[3]) > 1 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
  for (char** arg = given + 4; arg + 5 <= given + count; arg += 5) {
    const int wide = !strcmp(arg[0], "float64");
    const int m = atoi(arg[2]), n = atoi(arg[3]), k = atoi(arg[4]);
    Product p = {arg[1][0] == 'T', arg[1][1] == 'T', m, n, k, 0, 0, 0, 0, 0, 0};
    const size_t sizes[] = {(size_t)m * k, (size_t)k * n, (size_t)m * n};
    if (wide) {
      p.da = numbers(sizes[0], 8), p.db = numbers(sizes[1], 8), p.dc = numbers(sizes[2], 8);
    } else {
      p.a = numbers(sizes[0], 4), p.b = numbers(sizes[1], 4), p.c = numbers(sizes[2], 4);
    }
    printf("%.4f\n", wide && !library.dgemm ? -1.0 : rate(&library, &p, atof(given[2])));
    free(wide ? (void*)p.da : p.a), free(wide ? (void*)p.db : p.b), free(wide ? (void*)p.dc : p.c);
  }
  return 0;
}
