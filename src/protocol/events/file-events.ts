import { z } from 'zod';
import { ContentFactSchema } from './shapes.ts';

/** Files that the run wrote. The content was durable before the event that names it. */
export const fileEvents = {
  artifact_written: () => ContentFactSchema,
  data_written: () => ContentFactSchema.extend({ expected_sha256: z.string().optional() }),
  file_written: () => ContentFactSchema.extend({ previous_sha256: z.string().optional() }),
} as const;
