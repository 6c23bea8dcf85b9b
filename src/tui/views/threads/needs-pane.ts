import { ageText } from '../../model/age-text.ts';
import { labelOf } from '../../model/label-of.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import type { Ask } from '../../model/run-facts.ts';
import { box, fitText, type Line, lineOf, type Size, sanitize } from '../../text/index.ts';
import { callSubject } from './doing.ts';

/** Who waits for an answer, and for which. */
export function needsPane(model: Model, size: Size): Line[] {
  const { run, glyphs } = model;
  const asks = run ? [...run.facts.asks.values()] : [];
  const title = `Needs you (${asks.length})`;
  if (!run || asks.length === 0) {
    return box({ title }, [lineOf(' nothing waits for you', { dim: true })], size, glyphs);
  }
  const lines = asks.flatMap((ask, index) => askLines(run, ask, index + 1, model.nowMs, size.columns - 2));
  return box({ title }, lines, size, glyphs);
}

function askLines(run: RunScreen, ask: Ask, number: number, nowMs: number, columns: number): Line[] {
  const age = ageText(nowMs - Date.parse(ask.at)).slice(-5);
  const who = `   ${number}  ${pathOf(run, ask.thread)}`;
  const why = ask.why === undefined ? [] : [lineOf(`      why: ${sanitize(ask.why, 300)}`)];
  return [
    lineOf(`${fitText(who, Math.max(0, columns - 8))} ${age}`),
    lineOf(`      ${sanitize(`${ask.action.tool} ${callSubject(ask.action.input)}`, 300)}`),
    ...why,
    lineOf(''),
  ];
}

/** `run / planner / docs-fetch`. */
function pathOf({ runId, feed }: RunScreen, threadId: string): string {
  const names: string[] = [];
  for (let thread = feed.state.threads.get(threadId); thread; thread = feed.state.threads.get(thread.parent ?? '')) {
    if (thread.parent !== undefined) names.unshift(labelOf(thread));
  }
  return [runId, ...names].join(' / ');
}
