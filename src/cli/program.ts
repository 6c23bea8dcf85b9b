import { Command } from 'commander';
import type { CommandSite } from './command-site.ts';
import { registerApprovals } from './commands/approve.ts';
import { registerBisect } from './commands/bisect.ts';
import { registerBlame } from './commands/blame.ts';
import { registerPushAndPull } from './commands/carry.ts';
import { registerCost } from './commands/cost.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDiff } from './commands/diff.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerFetch } from './commands/fetch.ts';
import { registerFork } from './commands/fork.ts';
import { registerFsck } from './commands/fsck.ts';
import { registerGc } from './commands/gc.ts';
import { registerGraph } from './commands/graph.ts';
import { registerInit } from './commands/init.ts';
import { registerKeys } from './commands/keys.ts';
import { registerLog } from './commands/log.ts';
import { registerMove } from './commands/move.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPrune } from './commands/prune.ts';
import { registerReport } from './commands/report.ts';
import { registerResume } from './commands/resume.ts';
import { registerRun } from './commands/run.ts';
import { registerRuns } from './commands/runs.ts';
import { registerShow } from './commands/show.ts';
import { registerSign } from './commands/sign.ts';
import { registerStatus } from './commands/status.ts';
import { registerRaise, registerSteering } from './commands/steer.ts';
import { registerTest } from './commands/test.ts';
import { registerTranscript } from './commands/transcript.ts';
import { registerTui } from './commands/tui.ts';
import { registerUninstall } from './commands/uninstall.ts';
import { registerValidate } from './commands/validate.ts';
import { registerVerify } from './commands/verify.ts';
import type { Io } from './io.ts';

/** The command tree. A command loads what it needs when it runs, so that asking for help costs nothing. */
export function createProgram(io: Io, setExit: (code: number) => void): Command {
  const program = new Command('rye')
    .description('Runs trees of LLM agents. Every state change is a file under .ai/data, committed to git.')
    .option('-C, --directory <dir>', 'work as if started in this folder')
    .option('-V, --version', 'print the version')
    .showHelpAfterError('(rye --help shows the commands)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .addHelpText('after', '\nExamples:\n  rye demo\n  rye run survey --offline\n  rye status survey-ghjkmn\n');
  const site: CommandSite = { program, io, setExit };
  registerInit(site);
  registerDemo(site);
  registerTui(site);
  registerRun(site);
  registerPlan(site);
  registerResume(site);
  registerRuns(site);
  registerStatus(site);
  registerLog(site);
  registerShow(site);
  registerTranscript(site);
  registerDiff(site);
  registerBlame(site);
  registerBisect(site);
  registerCost(site);
  registerReport(site);
  registerFork(site);
  registerTest(site);
  registerFetch(site);
  registerGraph(site);
  registerValidate(site);
  registerVerify(site);
  registerSign(site);
  registerKeys(site);
  registerSteering(site);
  registerMove(site);
  registerRaise(site);
  registerApprovals(site);
  registerPushAndPull(site);
  registerFsck(site);
  registerGc(site);
  registerPrune(site);
  registerUninstall(site);
  registerDoctor(site);
  return program;
}
