import { nearest } from '#protocol';

/** The events that hooks can name (formats 5.6). */
export const hookEvents: readonly string[] = [
  'build_system_prompt',
  'thread_started',
  'thread_continued',
  'resolve_extends',
  'error',
  'limit',
  'after_step',
  'after_complete',
  'directive_return',
  'context_limit_reached',
  'graph_started',
  'graph_completed',
];

/** Why a hook on this event never fires; undefined where it can. */
export function deadEvent(event: string): string | undefined {
  if (hookEvents.includes(event)) return undefined;
  const near = nearest(event, hookEvents);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${hookEvents.join(', ')}`;
  return `no event is called "${event}", so this hook never fires; ${hint}`;
}
