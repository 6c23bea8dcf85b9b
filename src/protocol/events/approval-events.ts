import { z } from 'zod';
import { JsonObjectSchema } from './shapes.ts';

/** A person decides about one exact action, named by its digest; a changed action voids the answer. */
export const approvalEvents = {
  approval_requested: () =>
    z.object({
      approval: z.string(),
      action: z.object({
        tool: z.string(),
        input: JsonObjectSchema,
        /** Hash of the tool's own text, where it is a script. */
        definition: z.string().optional(),
      }),
      digest: z.string(),
      risk: z.string(),
      /** The rule by which it is asked for. */
      rule: z.string().optional(),
      why: z.string().optional(),
      /** Places from the root to who asks. */
      asked_by: z.array(z.string()),
    }),
  approval_granted: () =>
    z.object({
      approval: z.string(),
      digest: z.string(),
      by: z.string(),
      scope: z.enum(['once', 'run', 'pattern']),
      pattern: z.string().optional(),
      /** What is called instead; `digest` is then of that. */
      input: JsonObjectSchema.optional(),
      /** The grant that covers this one: nobody was asked again. */
      under: z.string().optional(),
    }),
  approval_denied: () => z.object({ approval: z.string(), by: z.string(), note: z.string().optional() }),
  approval_voided: () => z.object({ approval: z.string(), reason: z.string() }),
} as const;
