import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { rye, tempFolder } from '../../helpers/rye.ts';
import { ryeTerminal } from '../../helpers/rye-terminal.ts';

/** An environment under which a process tells in a file what modules it loads. */
function telling(): Record<string, string> {
  const preload = join(tempFolder(), 'tell.mjs');
  writeFileSync(
    preload,
    `import { registerHooks } from 'node:module';
     import { appendFileSync } from 'node:fs';
     registerHooks({ resolve(name, context, next) {
       const found = next(name, context);
       appendFileSync(${JSON.stringify(`${preload}.loaded`)}, found.url + '\\n');
       return found;
     } });`,
  );
  return { NODE_OPTIONS: `--import=${preload}`, LOADED: `${preload}.loaded` };
}

it('no command but the drawn cockpit loads React', async () => {
  const project = namedRepository();
  const env = telling();
  for (const args of [['--help'], ['tui', '--help'], ['runs', '--json'], ['demo', '--quiet'], ['status', '--json']])
    expect((await rye(args, { cwd: project, env })).code, args.join(' ')).toBe(0);
  const linear = ryeTerminal(['tui', '--linear'], { cwd: project, env });
  await linear.waitFor('1: run survey-');
  linear.press('quit\r');
  expect((await linear.exited).code).toBe(0);
  expect(withReact(env)).toEqual([]);
  const drawn = await openCockpit(project, [], { env });
  drawn.press('q');
  await drawn.exited;
  expect(withReact(env).length).toBeGreaterThan(0);
});

/** Those of the loaded modules that hold React's reconciler, or are it. */
function withReact(env: Record<string, string>): string[] {
  const urls = new Set(
    readFileSync(env['LOADED'] ?? '', 'utf8')
      .trim()
      .split('\n'),
  );
  const files = [...urls].filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  return files.filter((file) => existsSync(file) && readFileSync(file, 'utf8').includes('react-reconciler'));
}
