import { z } from 'zod';

const Column = z.string().regex(/^[A-Z][A-Z0-9_-]{0,19}$/, 'a column is written in capitals');
const GateSchema = z.union([
  z.strictObject({ command: z.string().min(1), timeout_seconds: z.number().min(1).max(3600).default(300) }),
  z.strictObject({ approval: z.literal(true) }),
]);
const FileSchema = z.strictObject({
  extends: z.unknown().optional(),
  columns: z.array(Column).min(2).max(12).optional(),
  gates: z.record(Column, GateSchema).default({}),
});

/** What has to be true before a card comes into a column: a command that ends with 0, or a person who says so. */
export type Gate = z.infer<typeof GateSchema>;

/** The columns of a board, from left to right, and the gates before them. */
export interface BoardRules {
  columns: readonly string[];
  gates: Readonly<Record<string, Gate>>;
}

/** The board of a project that has no config of its own. */
export const shippedBoard: BoardRules = { columns: ['PLAN', 'BUILD', 'REVIEW', 'SHIP'], gates: {} };

/** The rules of a merged config, or which key of it cannot be used, and why. */
export function readBoardRules(value: unknown): BoardRules | { key: string; problem: string } {
  const { success, data, error } = FileSchema.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    return { key: issue?.path.join('.') ?? '', problem: issue?.message ?? 'it does not read' };
  }
  const columns = data.columns ?? shippedBoard.columns;
  if (new Set(columns).size < columns.length) return { key: 'columns', problem: 'a column stands in it twice' };
  const lost = Object.keys(data.gates).find((column) => !columns.includes(column));
  if (lost !== undefined) return { key: `gates.${lost}`, problem: 'there is no such column' };
  return { columns, gates: data.gates };
}
