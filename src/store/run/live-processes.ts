import { join } from 'node:path';
import { removeFile, replaceFile } from '../disk/durable-file.ts';
import { namesIn, readJsonIfWhole } from '../disk/read-file.ts';
import { endGroup } from '../lease/end-process.ts';
import { isProcessMark, markProcess } from '../lease/process-mark.ts';

/** Notes a process that leads a group of its own; one that has ended already is not noted. */
export function noteProcess(folder: string, pid: number): void {
  const mark = markProcess(pid);
  if (mark) replaceFile(join(folder, `${pid}.json`), JSON.stringify(mark), { durable: false });
}

export function forgetProcess(folder: string, pid: number): void {
  removeFile(join(folder, `${pid}.json`));
}

/** Ends the groups that a dead driver left. @returns how many there were. */
export async function endProcesses(folder: string): Promise<number> {
  let ended = 0;
  for (const name of namesIn(folder)) {
    const mark = readJsonIfWhole(join(folder, name));
    if (isProcessMark(mark) && (await endGroup(mark))) ended += 1;
    removeFile(join(folder, name));
  }
  return ended;
}
