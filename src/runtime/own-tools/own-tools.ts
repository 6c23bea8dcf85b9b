import { boardTools } from '../board/board-tools.ts';
import { checkpointTools } from '../checkpoints/checkpoint-tools.ts';
import { fleetTools } from '../fleet/fleet-tools.ts';
import { branchTools } from '../folding/branch-tools.ts';
import { memoryTools } from '../memory/memory-tools.ts';
import { orchestrate } from '../operations/orchestrate.ts';
import { orchestratorSpec } from '../operations/spec.ts';
import type { OwnTool } from './own-tool.ts';
import { progressTool } from './progress-tool.ts';

/** Ids of the tools of the runtime itself. */
export const ownToolIds = (): string[] => [...ownTools.keys()];

/** Every tool of the runtime itself, by id. */
export const ownTools: ReadonlyMap<string, OwnTool> = new Map(
  [
    { spec: orchestratorSpec, work: orchestrate },
    progressTool,
    ...branchTools,
    ...checkpointTools,
    ...memoryTools,
    ...boardTools,
    ...fleetTools,
  ].map((tool) => [tool.spec.id, tool]),
);
