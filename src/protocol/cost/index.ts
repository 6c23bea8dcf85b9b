/** What runs cost, and what they saved. */
export { type Charge, type CostSide, chargesOf } from './charges.ts';
export { type CostGroup, type CostRow, type CostTable, costTable } from './cost-table.ts';
export type { ToolUse } from './tool-uses.ts';
