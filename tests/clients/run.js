// What ctest calls: all test files with Node's own runner, once the clients are installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
if (!existsSync(path.join(folder, 'node_modules/.package-lock.json'))) {
  console.error('The clients are not installed: call `npm ci` in tests/clients, or `./dev test`, which does.');
  process.exit(1);
}
process.exit(spawnSync(process.execPath, ['--test'], { cwd: folder, stdio: 'inherit' }).status ?? 1);
