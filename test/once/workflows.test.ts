// The recipes in .github/workflows, as far as they can be checked without running them.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesBelow, read } from './repository.js';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly strategy?: {
    readonly matrix: Readonly<Record<string, readonly unknown[]>> & {
      readonly include?: readonly Readonly<Record<string, string>>[];
    };
  };
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = filesBelow('.github/workflows', /\.yml$/);
const workflows = files.map((file) => [file, parse(read(file)) as Workflow] as const);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

const jobsOf = ({ jobs }: Workflow): Job[] => Object.values(jobs);
const stepsOf = (workflow: Workflow): Step[] => jobsOf(workflow).flatMap((job) => job.steps ?? []);
const packageJobs = (parse(read('.github/workflows/package.yml')) as Workflow).jobs;

it('there are three', () => {
  expect(files.map((file) => file.split('/').at(-1))).toEqual([
    'ci.yml',
    'package.yml',
    'release.yml',
  ]);
});

describe.each(workflows)('%s', (file, workflow) => {
  it('takes actions by commit, and says which version that is', () => {
    const used = [...jobsOf(workflow), ...stepsOf(workflow)].flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    const here = used.filter((name) => name.startsWith('./'));
    for (const name of here) expect(files).toContain(name.slice(2));
    const others = used.filter((name) => !here.includes(name));
    expect(others.filter((name) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(name))).toEqual([]);
    const lines = read(file).match(/uses: .*@.*/g) ?? [];
    expect(lines.filter((line) => !/ # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('may do nothing but what each job says', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of jobsOf(workflow)) expect(job.permissions).toBeDefined();
  });

  it('keeps no credentials and runs no install scripts', () => {
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const step of checkouts) expect(step.with?.['persist-credentials']).toBe(false);
    const commands = stepsOf(workflow).flatMap(
      ({ run }) => run?.match(/npm (ci|install)\b.*/g) ?? [],
    );
    expect(commands.filter((command) => !command.includes('--ignore-scripts'))).toEqual([]);
  });

  it('runs scripts that package.json has', () => {
    const names = stepsOf(workflow).flatMap(({ run }) =>
      [...(run?.matchAll(/npm run ([\w:]+)/g) ?? [])].map((match) => match[1]!),
    );
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('needs jobs that it has', () => {
    const needed = jobsOf(workflow).flatMap(({ needs = [] }) => needs);
    expect(needed.filter((name) => !(name in workflow.jobs))).toEqual([]);
  });
});

describe('the package', () => {
  const targets = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'];

  it('has a binary of every platform', () => {
    const built = (job: string): string[] =>
      packageJobs[job]!.strategy!.matrix.include!.map(({ target }) => target!).toSorted();
    expect(built('linux-glibc')).toEqual(['linux-arm64', 'linux-x64']);
    expect(built('linux-musl')).toEqual(['linux-arm64', 'linux-x64']);
    expect([...built('desktop'), ...built('linux-glibc')].toSorted()).toEqual(
      [...targets, 'win32-arm64', 'win32-x64'].toSorted(),
    );
    const names = read('scripts/pack.mjs').match(/'[\w-]+\/densely[\w.]*\.node'/g)!;
    expect(names).toHaveLength(8);
  });

  it('is installed and run on every platform and Node before it is published', () => {
    for (const name of ['install', 'install-musl']) {
      const { needs, strategy, steps } = packageJobs[name]!;
      expect(needs).toBe('pack');
      expect(strategy!.matrix['node']).toEqual([20, 22, 24, 26]);
      expect(steps!.some(({ run }) => run?.includes('node check.mjs'))).toBe(true);
    }
    expect(packageJobs['install']!.strategy!.matrix['os']).toHaveLength(6);
    const release = parse(read('.github/workflows/release.yml')) as Workflow;
    expect(release.jobs['package']!.uses).toBe('./.github/workflows/package.yml');
    expect(release.jobs['publish']!.needs).toBe('package');
    const { permissions, steps } = release.jobs['publish']!;
    expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(steps!.at(-1)!.run).toMatch(/^npm publish --provenance/);
  });

  it('has glibc binaries that pass the gates', () => {
    const runs = packageJobs['linux-glibc']!.steps!.flatMap(({ run }) => run ?? []);
    expect(runs.some((run) => run.startsWith('npm run gates -- prebuilds/'))).toBe(true);
  });
});
