// A route handler of Next.js, built by both of its bundlers, as a server that is copied elsewhere.
import { spawn } from 'node:child_process';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { npm } from '../../scripts/tools.mjs';
import { serviceAnswer } from './bundles.mjs';
import { expectNode, userEnvironment } from './tools.mjs';

/** Some 350 MB, therefore not among the tools beside this file. */
const packages = ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'];

/** A project with Next.js and the package, made once; answers why it could not. */
async function makeProject({ folder, projects, tarball }) {
  const made = join(folder, 'next');
  cpSync(join(projects, 'next'), made, { recursive: true });
  writeFileSync(join(made, 'package.json'), '{ "private": true }');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await npm(['install', ...quiet, ...packages, tarball], { cwd: made });
  return code === 0 ? undefined : 'needs next from npm';
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const ATTEMPTS = 300;

/** What a server answers, which is asked until it listens. */
async function ask(child, port) {
  const url = `http://127.0.0.1:${port}/api/predict`;
  for (let i = 0; i < ATTEMPTS && child.exitCode === null; i++) {
    const answer = await fetch(url, { method: 'POST', body: '[[2,3],[37,4]]' }).catch(() => {});
    if (answer) return answer.text();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the server does not answer${child.exitCode === null ? '' : ', it has ended'}`);
}

async function served(cwd) {
  const port = await freePort();
  const env = userEnvironment({ PORT: `${port}`, HOSTNAME: '127.0.0.1', NODE_ENV: 'production' });
  const child = spawn(process.execPath, ['server.js'], { cwd, env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    return await ask(child, port);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** As one deploys it: the server's own folder, and nothing that it was built from. */
async function build(user, project, { args = [], external = [] }) {
  const config = { output: 'standalone', serverExternalPackages: external };
  const text = JSON.stringify({ ...config, outputFileTracingRoot: project });
  writeFileSync(join(project, 'next.config.mjs'), `export default ${text};\n`);
  rmSync(join(project, '.next'), { recursive: true, force: true });
  const script = join('node_modules', 'next', 'dist', 'bin', 'next');
  const env = { NEXT_TELEMETRY_DISABLED: '1' };
  await expectNode(script, ['build', ...args], { cwd: project, env });
  const server = join(user.folder, 'next-server');
  rmSync(server, { recursive: true, force: true });
  renameSync(join(project, '.next', 'standalone'), server);
  return server;
}

const builds = {
  turbopack: {},
  'turbopack, external': { external: ['densely'] },
  webpack: { args: ['--webpack'] },
  'webpack, external': { args: ['--webpack'], external: ['densely'] },
};

/** One after another in one project, which is elsewhere when what it has built is tried. */
async function routeHandler(user) {
  const [project, aside] = [join(user.folder, 'next'), join(user.folder, 'next-aside')];
  for (const [name, options] of Object.entries(builds)) {
    const server = await build(user, project, options);
    renameSync(project, aside);
    const answer = await served(server);
    renameSync(aside, project);
    if (answer !== serviceAnswer(user.backend)) throw new Error(`${name}: ${answer}`);
  }
  return Object.keys(builds).join('; ');
}

export const frameworks = [
  { name: 'Next.js, a route handler', lacks: makeProject, run: routeHandler },
];
