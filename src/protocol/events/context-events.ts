import { z } from 'zod';
import { CHECKPOINT_MOMENTS } from '../ports/library.ts';

/** What a thread folds away, marks or remembers. */
export const contextEvents = {
  branch_opened: () => z.object({ branch: z.string(), description: z.string(), prompt: z.string() }),
  branch_returned: () => z.object({ branch: z.string(), message: z.string(), partial: z.boolean() }),
  checkpoint_saved: () =>
    z.object({
      name: z.string(),
      summary: z.string(),
      next_actions: z.array(z.string()),
      /** The thread, and its tool call that saved it or the moment at which it was saved by itself. */
      call: z.string().optional(),
      /** Saved because the directive asks for it at such moments. */
      moment: z.enum(CHECKPOINT_MOMENTS).optional(),
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
