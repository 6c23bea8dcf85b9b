import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { type Problem, yamlBound } from '#protocol';
import { checkScript } from './check-script.ts';
import { type OfflineScript, type Script, ScriptSchema } from './script-schema.ts';

/** A script that can be played, or everything that is wrong with it. */
export type ParsedScript = { ok: true; script: OfflineScript } | { ok: false; problems: Problem[] };

/**
 * Parses and checks an offline script. Never throws: every mistake is a problem with file, line and column.
 * @param path As it is to be shown.
 * @see docs/offline-scripts.md
 */
export function parseOfflineScript(text: string, path: string): ParsedScript {
  const lines = new LineCounter();
  const bound = yamlBound(text);
  const document = parseDocument(bound === undefined ? text : '', { lineCounter: lines, prettyErrors: false });
  const problemAt = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return {
      file: path,
      line: Math.max(line, 1),
      col: Math.max(col, 1),
      level: 'error',
      code: 'models/offline-script',
      message,
    };
  };
  const positionOf = (at: readonly PropertyKey[]): number => offsetOf(document, at);

  if (bound !== undefined) {
    const above = text.slice(0, bound.offset).split('\n');
    const place = { line: above.length, col: (above.at(-1)?.length ?? 0) + 1 };
    return { ok: false, problems: [{ ...problemAt(0, bound.message), ...place }] };
  }
  if (document.errors.length > 0) {
    return { ok: false, problems: document.errors.map((error) => problemAt(error.pos[0], error.message)) };
  }
  const value = toValue(document);
  if (!value.ok) return { ok: false, problems: [problemAt(0, value.message)] };
  const parsed = ScriptSchema.safeParse(value.value);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => problemAt(positionOf(issue.path), messageOf(issue))),
    };
  }
  const mistakes = checkScript(parsed.data);
  if (mistakes.length > 0) {
    return { ok: false, problems: mistakes.map((mistake) => problemAt(positionOf(mistake.at), mistake.message)) };
  }
  return { ok: true, script: withLines(parsed.data, path, (at) => lines.linePos(positionOf(at)).line) };
}

/** An alias that unfolds too far makes the conversion throw. */
function toValue(document: Document): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: document.toJS() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Where the node at a path of keys begins; for a missing one, the nearest that holds it. */
function offsetOf(document: Document, at: readonly PropertyKey[]): number {
  for (let length = at.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(at.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function messageOf(issue: { path: PropertyKey[]; message: string }): string {
  return issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`;
}

function withLines({ turns, closing }: Script, path: string, lineOf: (at: PropertyKey[]) => number): OfflineScript {
  return {
    path,
    turns: turns.map((turn, t) => ({
      ...turn,
      number: t + 1,
      line: lineOf(['turns', t]),
      calls: turn.calls.map((call, c) => ({ ...call, line: lineOf(['turns', t, 'calls', c]) })),
    })),
    ...(closing !== undefined && { closing }),
  };
}
