// A built page in a real browser, which tells what came of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { which } from '../../scripts/toolchain.mjs';
import { userEnvironment } from './tools.mjs';

const PATIENCE = 90_000;

const types = { '.html': 'text/html', '.js': 'text/javascript' };

const browser = () => which('chromium', 'chromium-browser', 'google-chrome');

/** Why no page can be opened here. */
export function browserLacks() {
  return browser() ? undefined : 'needs chromium';
}

/** A folder's files, and `POST /report`, which is handed on. */
async function serve(folder, report) {
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      let body = '';
      for await (const piece of request) body += piece;
      response.end();
      report(JSON.parse(body));
      return;
    }
    const { pathname } = new URL(request.url, 'http://page');
    const name = pathname === '/' ? 'index.html' : normalize(pathname);
    try {
      const content = readFileSync(join(folder, name));
      response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream');
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function open(url, profile) {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'];
  return spawn(
    browser(),
    // The debugging port keeps a headless browser from ending as soon as the page is loaded.
    [...args, '--remote-debugging-port=0', `--user-data-dir=${profile}`, url],
    // In a group of its own, which ends together.
    { env: userEnvironment(), stdio: 'ignore', detached: true },
  );
}

/** Ends the browser with its processes, which write to its profile until then. */
function close(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const ended = new Promise((resolve) => child.once('close', resolve));
  process.kill(-child.pid, 'SIGKILL');
  return ended;
}

/** What the page of a folder posts to /report. */
export async function inBrowser(folder) {
  const profile = mkdtempSync(join(tmpdir(), 'densely-browser-'));
  let tell;
  const told = new Promise((resolve) => (tell = resolve));
  const server = await serve(folder, tell);
  const child = open(`http://127.0.0.1:${server.address().port}/`, profile);
  child.on('error', ({ message }) => tell({ error: message }));
  child.on('exit', (code) => tell({ error: `the browser ended with ${code}` }));
  const timer = setTimeout(() => tell({ error: 'the page told nothing' }), PATIENCE);
  const result = await told;
  clearTimeout(timer);
  await close(child);
  server.closeAllConnections();
  server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  return result;
}
