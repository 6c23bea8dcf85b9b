import { z } from 'zod';

/** What a thread folds away, marks or remembers. */
export const contextEvents = {
  branch_opened: () => z.object({ branch: z.string(), description: z.string(), prompt: z.string() }),
  branch_returned: () => z.object({ branch: z.string(), message: z.string(), partial: z.boolean() }),
  checkpoint_saved: () =>
    z.object({
      name: z.string(),
      summary: z.string(),
      next_actions: z.array(z.string()),
      /** The thread and the tool call that saved it. */
      call: z.string().optional(),
    }),
  memory_recorded: () =>
    z.object({
      item: z.string(),
      title: z.string(),
      outcome: z.string().optional(),
      tags: z.array(z.string()),
      /** The thread and the tool call that recorded it. */
      call: z.string().optional(),
    }),
} as const;
