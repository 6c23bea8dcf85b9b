import { extname } from 'node:path';
import type { ContentFact, Event } from '#protocol';

/** Content that an event names, and where it stands in the run's folder and in the tree of its commit. */
export interface NamedContent {
  path: string;
  sha256: string;
  bytes: number;
  /** Laid down by the caller, after the event: artifacts and data. Everything else the committer lays down. */
  placed: 'artifact' | 'data' | 'by-committer';
}

/** The content that an event names; undefined where it names none. */
export function contentOf(event: Event): NamedContent | undefined {
  switch (event.type) {
    case 'definition_pinned': {
      const { sha256, bytes } = event.data;
      return { path: `definitions/${sha256}${extensionOf(event.data)}`, sha256, bytes, placed: 'by-committer' };
    }
    case 'artifact_written':
      return { ...pick(event.data), path: `artifacts/${event.data.path}`, placed: 'artifact' };
    case 'data_written':
      return { ...pick(event.data), path: `data/${event.data.path}`, placed: 'data' };
    case 'file_written':
      return { ...pick(event.data), path: byHash(event.data.sha256), placed: 'by-committer' };
    case 'tool_call_completed':
    case 'tool_call_failed': {
      const { artifact } = event.data;
      return artifact && { ...pick(artifact), path: byHash(artifact.sha256), placed: 'by-committer' };
    }
    default:
      return undefined;
  }
}

/** Where content stands under its own hash, whatever event names it. */
export function placesByHash(sha256: string): string[] {
  return [byHash(sha256), `definitions/${sha256}.md`];
}

/** Where large results and the contents of project files stand. */
export function byHash(sha256: string): string {
  return `artifacts/by-hash/${sha256.slice(0, 2)}/${sha256}`;
}

function pick({ sha256, bytes }: ContentFact): { sha256: string; bytes: number } {
  return { sha256, bytes };
}

/** A readable ending for a definition, so that an editor knows what it opens. */
function extensionOf(definition: { kind: string; path: string }): string {
  if (definition.kind === 'directive' || definition.kind === 'knowledge') return '.md';
  const extension = extname(definition.path);
  return /^\.[a-z0-9]{1,10}$/.test(extension) ? extension : '';
}
