export { type BoardDocument, boardDocument } from './board-document.ts';
export { type BudgetDocument, type CostDocument, runBudget, runCost, threadCost } from './cost-document.ts';
export { describeEvent } from './describe-event.ts';
export { type GraphDocument, graphDocument, visitText } from './graph-document.ts';
export { graphLines, graphMermaid } from './graph-drawing.ts';
export { plainMarkdown } from './plain-markdown.ts';
export { type ReportFacts, reportMarkdown } from './report-markdown.ts';
export {
  type RunDocument,
  type RunFacts,
  type RunSummary,
  runDocument,
  runSummary,
  type ShownStatus,
  shownStatus,
  type WaitingFor,
} from './run-document.ts';
export { isSnapshotPath, type SnapshotFile, snapshotEntries, snapshotFiles } from './snapshot-files.ts';
export { statusMarkdown } from './status-markdown.ts';
export { type ThreadDocument, threadDocument } from './thread-document.ts';
export { type ThreadTimes, threadTimes } from './thread-times.ts';
export { type TreeRow, threadTree } from './thread-tree.ts';
export { transcriptMarkdown } from './transcript-markdown.ts';
export { costText, countText, durationText, oneLine, usdText, workText } from './words.ts';
