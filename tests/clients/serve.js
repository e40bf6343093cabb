// Starts `tagproof serve` for a test file and speaks its control API.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const kProjectFolder = fileURLToPath(new URL('../..', import.meta.url));
const kProgram = process.env.TAGPROOF ?? path.join(kProjectFolder, 'build/release/tagproof');
const kStartWithinMs = 10_000;
const kStopWithinMs = 5_000;

// A proxy of the surroundings must not come between a client and loopback.
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) {
  delete process.env[name];
  delete process.env[name.toLowerCase()];
}

// In a folder of its own, so that no contract is in reach: only the platforms' own rules decide here.
export async function startServer() {
  const folder = mkdtempSync(path.join(tmpdir(), 'tagproof-clients-'));
  const child = spawn(kProgram, ['serve', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let diagnostics = '';
  child.stderr.on('data', (bytes) => (diagnostics += bytes));
  const exited = new Promise((resolve) => child.once('exit', resolve));

  const stop = async () => {
    const impatience = setTimeout(() => child.kill('SIGKILL'), kStopWithinMs);
    if (child.pid !== undefined && child.exitCode === null) {
      child.kill('SIGTERM');
      await exited;
    }
    clearTimeout(impatience);
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const base = `http://127.0.0.1:${await portOf(child, () => diagnostics)}`;
    return { openSession: () => openSession(base), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(child, diagnostics) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${kProgram} serve: ${why}\n${diagnostics()}`));
    const impatience = setTimeout(() => fail(`no port within ${kStartWithinMs} ms`), kStartWithinMs);
    child.once('error', (error) => (clearTimeout(impatience), fail(error.message)));
    child.once('exit', (code) => (clearTimeout(impatience), fail(`ended with ${code}`)));
    readline.createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(impatience);
      try {
        resolve(JSON.parse(line).port);
      } catch {
        fail(`its first line is not {"port":N} but: ${line}`);
      }
    });
  });
}

async function openSession(server) {
  const opened = await fetch(`${server}/_tagproof/sessions`, { method: 'POST' });
  assert.equal(opened.status, 201);
  const { base_url: base } = await opened.json();

  const ask = async (what, query) => {
    const answer = await fetch(`${base}/_tagproof/${what}?${new URLSearchParams(query)}`);
    const text = await answer.text();
    assert.equal(answer.status, 200, `${what}: ${text}`);
    return JSON.parse(text);
  };
  return {
    base,
    // The purchases that the platform was sent, as soon as there are `count`.
    purchases: async (platform, count) =>
      (await ask('await', { platform, event: 'purchase', count, timeout: '10s' })).events,
    // Of the platform's row in the ledger, what a test speaks of.
    ledger: async (platform) => {
      const row = (await ask('ledger')).ledger[platform];
      assert.ok(row, `the ledger has no row for ${platform}`);
      const { received, refused, deduplicated, counted, value, currency } = row;
      return { received, refused, deduplicated, counted, value, currency };
    },
  };
}
