import { createLibrary, createVerifier, inspectItem, type Verifier } from '#library';
import type { Problem } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { type GatheredItem, gatherItems } from '../items/gather-items.ts';
import { problemAt, TOP } from '../items/problem-at.ts';
import { openProject, type Project } from '../open-project.ts';
import { checkExtends } from './check-extends.ts';
import { checkMention } from './check-mention.ts';
import { checkNeighbours } from './check-neighbours.ts';
import { checkRisk } from './check-risk.ts';
import { checkScript } from './check-script.ts';
import { checkToolFile } from './check-tool-file.ts';
import { type KnownItems, knownItems } from './known-items.ts';

/** What is wrong with items. */
export interface Validation {
  /** There is no error; there may be warnings. */
  ok: boolean;
  /** Files that were looked at. */
  items: number;
  /** By file, and by place within one. */
  problems: Problem[];
}

/**
 * Checks directives, knowledge, tools, hooks, config and offline scripts; nothing of them is run.
 * @param paths Files of any name, or folders; none: the whole space of the project.
 * @throws {UsageError} a path that is not there
 */
export async function validateItems(context: AppContext, paths: readonly string[]): Promise<Validation> {
  const project = await openProject(context);
  const items = await gatherItems(context, project, paths);
  const problems = [...checkNeighbours(items), ...(await problemsOf(context, project, items)).flat()];
  return { ok: !problems.some(({ level }) => level === 'error'), items: items.length, problems: inOrder(problems) };
}

/** The problems of each item by itself, in the order of the items. */
export async function problemsOf(
  context: AppContext,
  project: Project,
  items: readonly GatheredItem[],
): Promise<Problem[][]> {
  const sites = new Map<string, Site>();
  const siteOf = (item: GatheredItem): Site => {
    // What an item of another project names is looked for there.
    const root = item.space === undefined && item.root !== undefined ? item.root : project.root;
    const site = sites.get(root) ?? createSite(context, root === project.root ? project : projectAt(project, root));
    sites.set(root, site);
    return site;
  };
  const found: Problem[][] = [];
  // One after the other: parsing is work for the processor, and a large space would hold all its texts at once.
  for (const item of items) found.push(await problemsOfItem(item, siteOf(item)));
  return found;
}

function createSite(context: AppContext, project: Project): Site {
  return { project, verifier: createVerifier(project.spaces), known: knownItems(context, project) };
}

function projectAt(project: Project, root: string): Project {
  const spaces = { ...project.spaces, project: root };
  return { ...project, root, spaces, library: createLibrary({ spaces }) };
}

interface Site {
  project: Project;
  verifier: Verifier;
  known: KnownItems;
}

async function problemsOfItem(item: GatheredItem, { project, verifier, known }: Site): Promise<Problem[]> {
  const { kind, content, path, id, placed } = item;
  const broken = item.brokenSigned ? [tampered(path)] : [];
  if (kind === undefined || content === undefined) return [...item.problems, ...broken];
  const file = { kind, id, path, text: content.text, placed };
  const { problems, mentions } = await inspectItem(file, project.spaces, () => verifier.trustedKeys());
  const { status } = await verifier.examine({ kind, path: item.file, text: content.raw });
  const signed = status === 'tampered' || status === 'invalid-signature' ? [tampered(path)] : [];
  const outside = await Promise.all(
    mentions.map(async (mention) => [
      ...(await checkMention(path, mention, known)),
      ...(await checkExtends(path, id, mention, known)),
      ...(await checkRisk(path, id, mention, known)),
    ]),
  );
  // What is no YAML for the library is none for those who read it further.
  const unsound = problems.some(({ code }) => ['bad-yaml', 'too-deep', 'too-large'].includes(code));
  const further = unsound
    ? []
    : kind === 'offline'
      ? await checkScript(item, known)
      : kind === 'tool'
        ? await checkToolFile(item)
        : [];
  return [...item.problems, ...signed, ...problems, ...outside.flat(), ...further];
}

function tampered(file: string): Problem {
  return problemAt(file, TOP, 'error', 'tampered', 'the file was changed after it was signed; it is never used');
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].toSorted((a, b) =>
    a.file === b.file ? a.line - b.line || a.col - b.col : a.file < b.file ? -1 : 1,
  );
}
