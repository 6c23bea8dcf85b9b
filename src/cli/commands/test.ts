import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TestedRun } from '#app';
import { ExitCode, oneLine } from '#protocol';
import { appContext, type CommandSite, withExample } from '../command-site.ts';
import { junit } from '../output/junit.ts';
import { addRunOptions, type RunFlags, runOptions } from '../run-options.ts';

interface Flags extends RunFlags {
  from?: string[];
  update?: boolean;
  junit?: string;
}

/** A test, and the run that stands for it from now on, where it was updated. */
type Result = TestedRun & { updated?: string };

export function registerTest(site: CommandSite): void {
  const command = site.program
    .command('test')
    .description('today’s definitions against recorded runs: these answer, nothing is asked or called')
    .option(
      '--from <run>',
      'a run to test by; may be given many times; without, those of .ai/config/tests.yaml',
      collect,
    )
    .option('--update', 'where one fails, make a new run of it that stands in its place; asks a model for what changed')
    .option('--junit <file>', 'write the results as JUnit XML');
  withExample(addRunOptions(command), 'rye test --from survey-ghjkmn', 'rye test --junit rye.xml').action(
    (flags: Flags) => test(site, flags),
  );
}

function collect(run: string, before: string[] = []): string[] {
  return [...before, run];
}

async function test(site: CommandSite, flags: Flags): Promise<void> {
  const { listedTests, testRun, updateTest } = await import('#app');
  const { io } = site;
  const context = await appContext(site);
  const results: Result[] = [];
  for (const run of flags.from ?? (await listedTests(context))) {
    const result: Result = await testRun(context, run, io.interrupt);
    if (!result.ok && flags.update) {
      const { runId, reason } = await updateTest(context, result.run_id, runOptions(flags, io));
      if (runId !== undefined) result.updated = runId;
      else result.reasons.push(reason ?? 'it could not be updated');
    }
    results.push(result);
    if (!flags.json) io.out(resultText(result));
  }
  if (flags.junit !== undefined) await writeFile(resolve(context.cwd, flags.junit), junit(results));
  const failed = results.filter(({ ok, updated }) => !ok && updated === undefined).length;
  if (flags.json) io.out(`${JSON.stringify({ ok: failed === 0, tests: results })}\n`);
  else io.out(`${results.length - failed} passed, ${failed} failed\n`);
  site.setExit(failed === 0 ? ExitCode.done : ExitCode.failed);
}

function resultText({ run_id: id, item, ok, reasons, outputs, updated }: Result): string {
  const head =
    updated === undefined ? `${ok ? 'ok    ' : 'FAILED'}  ${item}  ${id}` : `updated ${item}  ${id} → ${updated}`;
  const changes = outputs.map(({ path, a, b }) => `${path}: ${shown(a)} → ${shown(b)}`);
  return `${[head, ...[...reasons, ...changes].map((line) => `        ${line}`)].join('\n')}\n`;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : oneLine(JSON.stringify(value), 60);
}
