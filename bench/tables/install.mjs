// Debian's packages that the bench needs, where this machine has apt-get and lets us.
import { spawnSync } from 'node:child_process';
import { getuid } from 'node:process';
import { which } from '../../scripts/toolchain.mjs';
import { run, say } from '../../scripts/tools.mjs';

function isInstalled(name) {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]);
  return status === 0 && String(stdout) === 'installed';
}

/** Installs what is missing; what cannot be is skipped later, where it is needed. */
export async function installPackages(names) {
  if (!which('apt-get') || !which('dpkg-query')) return;
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const args = ['install', '--yes', '--no-install-recommends', ...missing];
  if (getuid?.() !== 0) return say(`densely: root can install more: apt-get ${args.join(' ')}`);
  say(`densely: installing ${missing.join(', ')} (apt-get)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run('apt-get', args, { env });
  if (code !== 0) say(`densely: apt-get failed: ${output.trim().split('\n').at(-1)}`);
}
