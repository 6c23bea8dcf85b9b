import { writePipeline } from '../helpers/pipeline.ts';
import { recordRun } from '../helpers/runs/record-run.ts';
import { strangeRun } from '../helpers/runs/strange-text.ts';
import { rye, startRye } from '../helpers/rye.ts';
import { detach, RUN, statusOf, untilAtWork } from '../helpers/steered-run.ts';
import { until } from '../helpers/until.ts';

/** How a golden run comes to be, and what a resume of it comes to. */
export interface Recipe {
  /** Leaves the run {@link RUN} in a project. */
  make: (project: string) => Promise<void>;
  /** The command that goes on with it; absent: it has no script to go on with. */
  goesOn?: string[];
}

const FAN = ['run', 'fan', '--offline', '--quiet', '--run-id', RUN];
const resume = ['resume', RUN, '--quiet', '--json'];

async function untilGone(project: string): Promise<void> {
  await until(async () => (await statusOf(project)).status !== 'running');
}

export const recipes: Readonly<Record<string, Recipe>> = {
  /** Fan-out and fan-in: a tool of each effect, artifacts, shared data, a wait. */
  fan: {
    make: async (project) => {
      writePipeline(project);
      await rye(FAN, { cwd: project });
    },
    goesOn: [...resume, '--message', 'once more'],
  },
  /** Cut in the middle of a call that must not be made twice. */
  cut: {
    make: async (project) => {
      writePipeline(project, { steps: 2 });
      await rye(FAN, { cwd: project, env: { RYE_FAILPOINT: 'tool-started:8' } });
    },
    goesOn: resume,
  },
  /** Resumed twice, with recoveries in its log, and with something new to do. */
  resumed: {
    make: async (project) => {
      writePipeline(project, { leaves: 2 });
      await rye(FAN, { cwd: project, env: { RYE_FAILPOINT: 'model-reply-recorded:3' } });
      await rye(['resume', RUN, '--quiet'], { cwd: project, env: { RYE_FAILPOINT: 'tool-finished:3' } });
      await rye(['resume', RUN, '--quiet'], { cwd: project });
      await rye(['resume', RUN, '--quiet', '--message', 'and now tell it shorter'], { cwd: project });
    },
    goesOn: [...resume, '--message', 'once more'],
  },
  /** Ended by its ceiling. */
  poor: {
    make: async (project) => {
      writePipeline(project);
      await rye([...FAN, '--budget', '0.02'], { cwd: project });
    },
    goesOn: [...resume, '--budget', '3'],
  },
  /** Told something, paused, and left alone by its driver. */
  paused: {
    make: async (project) => {
      writePipeline(project, { delayMs: 3000 });
      const driver = startRye(FAN, { cwd: project });
      await until(async () => (await rye(['status', RUN], { cwd: project })).code === 0);
      await untilAtWork(project);
      await rye(['message', RUN, 'root/leaf1', 'be brief'], { cwd: project });
      await rye(['pause', RUN], { cwd: project });
      driver.child.kill('SIGKILL');
      await driver.finished;
      await untilGone(project);
    },
    goesOn: resume,
  },
  /** One thread killed, then the run cancelled. */
  cancelled: {
    make: async (project) => {
      writePipeline(project, { delayMs: 3000 });
      await detach(project);
      await untilAtWork(project);
      await rye(['kill', RUN, 'root/leaf0'], { cwd: project });
      await rye(['cancel', RUN], { cwd: project });
      await untilGone(project);
    },
    goesOn: resume,
  },
  /** Every text of it breaks what is careless about widths and control characters. */
  strange: { make: (project) => recordRun(project, RUN, strangeRun(RUN)) },
};
