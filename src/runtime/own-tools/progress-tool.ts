import type { OwnTool } from './own-tool.ts';

/** Says how far a thread is, for people to see. Saying it twice does no harm. */
export const progressTool: OwnTool = {
  spec: {
    id: 'rye/agent/threads/progress',
    description: 'Tells whoever watches how far you are. Nothing depends on it.',
    inputSchema: {
      type: 'object',
      properties: {
        text: { type: 'string', minLength: 1, maxLength: 500 },
        per_cent: { type: 'number', minimum: 0, maximum: 100 },
      },
      required: ['text'],
      additionalProperties: false,
    },
    effect: 'none',
  },
  work: async ({ run, thread }, input) => {
    const { text: said, per_cent: perCent } = input as { text: string; per_cent?: number };
    const text = await run.ports.redactor.text(said);
    await run.session.append({
      thread: thread.id,
      type: 'progress_reported',
      data: { text, ...(perCent !== undefined && { per_cent: perCent }) },
    });
    return { noted: true };
  },
};
