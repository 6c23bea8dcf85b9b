/**
 * The points at which a crash, a slow disk or an error matters, in the order in which a run meets them: what is about to
 * happen, or has just happened, there. `RYE_FAILPOINT` names one.
 */
export const FAILPOINTS = {
  'lease-take-before': 'a process is about to take a lease',
  'lease-take-after': 'the lease is taken, and nothing was done under it',
  'journal-write-before': 'a group is about to be written to a segment',
  'journal-sync-before': 'a group is written and not synced',
  'journal-sync-after': 'a group is synced and not acknowledged',
  'journal-ack-before': 'a flush is durable, and nobody was told',
  'journal-ack-after': 'whoever waits for a flush was told',
  'pack-write-before': 'commits are about to be made a pack',
  'pack-write-after': 'a pack and its index are there, and the branch is not moved',
  'ref-move-before': 'the branch of a run is about to be moved',
  'ref-move-after': 'the branch of a run was moved',
  'file-write-before': 'a file is about to be laid down, in the run’s folder or in .ai/data',
  'file-write-after': 'a file was laid down',
  'data-commit-after': 'a write to .ai/data is committed to main',
  'model-request-sent': 'a model was asked, and has not answered',
  'model-reply-received': 'a model has answered, and nothing of it is recorded',
  'model-reply-recorded': 'the answer of a model is recorded',
  'child-spawned': 'a child thread is recorded, and not started',
  'tool-started': 'a tool call is recorded, and the tool not started',
  'tool-finished': 'a tool has ended, and its result is not recorded',
  'intent-received': 'a wish of another process was read, and is not recorded',
  'intent-recorded': 'a wish is recorded, and nothing was done about it',
  'intent-acted': 'a wish was acted on, and its file is still there',
  'intent-settled': 'the file of a wish is gone',
  'recovery-begun': 'what a dead driver’s git left is cleared, and nothing else is done',
  'recovery-processes-ended': 'the processes that a dead driver left are ended',
  'recovery-tail-cut': 'an unfinished group is cut away',
  'restore-segment-before': 'a segment that only git has is about to be laid down',
  'restore-segment-after': 'a segment that only git had is laid down',
  'recovery-journal-restored': 'the journal is as long as the branch',
  'recovery-committed': 'the branch is as long as the journal',
  'restore-file-before': 'a file that only git has is about to be laid down',
  'restore-file-after': 'a file that only git had is laid down',
  'recovery-done': 'a run is recovered, and nothing was appended',
  'push-before': 'runs are about to be sent to a remote',
  'push-after': 'runs are at the remote, and were not looked for there',
  'push-main-after': 'the shared data is at the remote too',
  'pull-before': 'runs are about to be fetched',
  'pull-fetched': 'runs are fetched, and no branch has moved',
  'pull-ref-before': 'a run from elsewhere was looked at, and its branch is about to move',
  'pull-ref-after': 'the branch of a run has moved to what came from elsewhere',
  'pull-main-moved': 'the shared data was brought together, and no file is laid down',
  'pull-done': 'all that was fetched is taken in',
  'claim-before': 'a claim is noted here, and not at the remote',
  'claim-after': 'a claim is at the remote, and nothing was asked of a model',
  'gc-repack-before': 'all packs are about to be packed anew, and nobody may begin to write',
  'gc-repack-after': 'all packs are packed anew',
  'gc-leftovers-cleared': 'what dead processes had in the making is gone',
  'gc-done': 'runs that have ended are cleared of what no longer serves',
} as const satisfies Record<string, string>;

/** The name of a point; see {@link FAILPOINTS}. */
export type Failpoint = keyof typeof FAILPOINTS;

/** Told each point as it is passed. @throws what stands for the failure of the act that comes next */
export type Probe = (name: Failpoint) => void;
