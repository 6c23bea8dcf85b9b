import { constants } from 'node:fs';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RyeError } from '#protocol';
import type { AppContext } from './app-context.ts';
import { openProject, type Project } from './open-project.ts';
import { anthropicState } from './provider-state.ts';
import { checkSignatures } from './sign/check-signatures.ts';

/** One thing looked at: what is there, and what to do where it is missing. */
export interface Check {
  name: string;
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  hint?: string;
}

/** Looks at everything that rye needs; changes nothing that it does not take back. */
export async function examine(context: AppContext): Promise<Check[]> {
  const project = await openProject(context).catch((error: unknown) => error);
  if (!isProject(project)) return [checkNode(), await checkGit(), failed('project', project)];
  return [
    checkNode(),
    await checkGit(),
    { name: 'project', status: 'ok', detail: project.name },
    await checkWritable(project),
    await checkItems(project),
    await checkSignatures(context),
    checkKey(context),
    SANDBOX,
    checkTerminal(context),
  ];
}

function isProject(value: unknown): value is Project {
  return typeof value === 'object' && value !== null && 'store' in value;
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > 22 || (major === 22 && minor >= 22);
  return fits
    ? { name: 'node', status: 'ok', detail: process.version }
    : { name: 'node', status: 'fail', detail: process.version, hint: 'rye needs Node 22.22 or newer.' };
}

async function checkGit(): Promise<Check> {
  const { probeGit } = await import('#store');
  try {
    const { version } = await probeGit();
    return { name: 'git', status: 'ok', detail: version };
  } catch (error) {
    return failed('git', error);
  }
}

async function checkWritable({ root }: Project): Promise<Check> {
  const data = join(root, '.ai', 'data');
  const existed = await access(data, constants.F_OK).then(
    () => true,
    () => false,
  );
  const probe = join(existed ? data : root, `.rye-probe-${process.pid}`);
  try {
    if (existed) await mkdir(data, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    return {
      name: 'permissions',
      status: 'ok',
      detail: existed ? '.ai/data is there and writable' : 'made at the first run',
    };
  } catch (error) {
    return { ...failed('permissions', error), hint: 'Give yourself write permission, or work on a copy.' };
  }
}

/** Tampered items are refused when they are used; here they are named before. */
async function checkItems({ library }: Project): Promise<Check> {
  let unsigned = 0;
  const broken: string[] = [];
  for (const { id, space } of await library.list('directive')) {
    try {
      const { source } = await library.directive(id);
      if (source.signature === 'unsigned' && space === 'project') unsigned += 1;
    } catch (error) {
      broken.push(error instanceof Error ? error.message : id);
    }
  }
  if (broken.length > 0) {
    return {
      name: 'directives',
      status: 'warn',
      detail: `${broken.length} cannot be used: ${broken[0]}`,
      hint: 'Mend or remove them.',
    };
  }
  return {
    name: 'directives',
    status: 'ok',
    detail: unsigned > 0 ? `all can be used; ${unsigned} of the project unsigned` : 'all can be used',
  };
}

/** Without a key everything but a real model works, so that it is a warning. */
function checkKey({ env }: AppContext): Check {
  const { ready, reason } = anthropicState(env);
  if (ready) return { name: 'key', status: 'ok', detail: reason };
  return { name: 'key', status: 'warn', detail: reason, hint: 'Set it to use a model, or run with --offline.' };
}

/** There is none yet: said where people look for it. */
const SANDBOX: Check = {
  name: 'sandbox',
  status: 'warn',
  detail: 'commands of agents run with your own rights',
  hint: 'Give rye/bash only to directives that you trust, or run rye in a container.',
};

function checkTerminal({ env }: AppContext): Check {
  const { columns } = process.stdout;
  const detail = process.stdout.isTTY ? `${env['TERM'] ?? 'unknown'}, ${columns} columns` : 'output is not a terminal';
  return { name: 'terminal', status: 'ok', detail };
}

function failed(name: string, error: unknown): Check {
  const hint = error instanceof RyeError ? error.hint : undefined;
  return {
    name,
    status: 'fail',
    detail: error instanceof Error ? error.message : String(error),
    ...(hint !== undefined && { hint }),
  };
}
