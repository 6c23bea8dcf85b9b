import type { ProjectFeed, RunFeed, Watcher } from '#app';
import type { CockpitHost } from '../host.ts';
import { questionKey } from '../model/question-key.ts';
import { runQuestions } from '../model/questions.ts';
import { whatIsAsked, whoAsks } from '../overlays/queue/question-text.ts';
import { sanitize } from '../text/index.ts';
import { eventLines, type NumberedLine, standing } from './lines.ts';

/** What a number means at the moment. */
export interface Choice {
  text: string;
  choose: () => void | Promise<void>;
}

/** The run that is followed. */
interface Followed {
  watcher: Watcher<RunFeed>;
  stop: () => void;
  toldSeq: number;
  toldStanding: string;
  /** Questions that were told, by key. */
  toldQuestions: ReadonlySet<string>;
}

/** How many events of a run's past are told when it is opened. */
const PAST_EVENTS = 5;

/** What the linear mode is in the middle of: the run that it follows, and what the numbers mean. */
export class LinearSession {
  readonly host: CockpitHost;
  /** The key of the question that was shown last. */
  shown?: string;
  readonly #write: (line: string) => void;
  #choices: Choice[] = [];
  #followed: Followed | undefined;
  #project: Watcher<ProjectFeed> | undefined;
  #lastRunId: string | undefined;

  /** @param write Takes one line, without its end. */
  constructor(host: CockpitHost, write: (line: string) => void) {
    this.host = host;
    this.#write = write;
  }

  /** The run that is followed now. */
  get run(): RunFeed | undefined {
    return this.#followed?.watcher.current();
  }

  /** The run that was followed last. */
  get lastRunId(): string | undefined {
    return this.#lastRunId;
  }

  /** The runs of the project, as far as they are known. */
  projectFeed(): ProjectFeed {
    this.#project ??= this.host.actions.watchProject();
    return this.#project.current();
  }

  /** Does something once the runs are known. */
  async whenListed(act: () => void): Promise<void> {
    if (this.projectFeed().phase === 'loading') {
      await new Promise<void>((resolve) => {
        const stop = this.#project?.subscribe(() => {
          if (this.projectFeed().phase === 'loading') return;
          stop?.();
          resolve();
        });
        this.host.interrupt.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    act();
  }

  /** Adds a line. Nothing that was said is ever taken back. */
  say(line: string): void {
    this.#write(this.host.ascii ? line.replaceAll('·', '-').replaceAll('…', '...') : line);
  }

  /** Offers numbered choices; they hold until others are offered. */
  offer(choices: readonly Choice[]): void {
    this.#choices = [...choices];
    for (const [index, { text }] of choices.entries()) this.say(`${index + 1}: ${text}`);
  }

  /** Offers lines of which one is chosen. */
  offerLines(lines: readonly NumberedLine[], choose: (id: string) => void | Promise<void>): void {
    this.offer(lines.map(({ id, text }) => ({ text, choose: () => choose(id) })));
  }

  /** Asks before something that cannot be taken back; the first choice changes nothing. */
  confirm(question: string, yes: () => Promise<void>): void {
    this.say(`question: ${question}`);
    this.offer([
      { text: 'no, leave it', choose: () => this.say('nothing was done') },
      { text: 'yes', choose: yes },
    ]);
  }

  /** What a number stands for. */
  async choose(number: number): Promise<void> {
    const choice = this.#choices[number - 1];
    if (!choice) {
      this.say(
        this.#choices.length === 0
          ? 'there is nothing to choose from; type help'
          : `choose a number from 1 to ${this.#choices.length}`,
      );
      return;
    }
    // An answer is good for once: the same number again must not mean yes to something old.
    this.#choices = [];
    await choice.choose();
  }

  /** Follows a run: says where it stands, and from then on what happens in it. */
  async open(runId: string): Promise<void> {
    await this.leave();
    const watcher = this.host.actions.watchRun(runId);
    this.#lastRunId = runId;
    const followed: Followed = {
      watcher,
      toldSeq: -1,
      toldStanding: '',
      toldQuestions: new Set(),
      stop: () => undefined,
    };
    this.#followed = followed;
    followed.stop = watcher.subscribe(() => this.#tell(followed));
    this.#tell(followed);
  }

  /** Follows no run any more. */
  async leave(): Promise<void> {
    const followed = this.#followed;
    this.#followed = undefined;
    followed?.stop();
    await followed?.watcher.close();
  }

  /** Ends all watching. */
  async close(): Promise<void> {
    await this.leave();
    await this.#project?.close();
  }

  #tell(followed: Followed): void {
    const feed = followed.watcher.current();
    if (feed.phase === 'loading') return;
    const { events } = feed;
    const opening = followed.toldSeq < 0;
    const fresh = opening ? events.slice(-PAST_EVENTS) : events.filter(({ seq }) => seq > followed.toldSeq);
    followed.toldSeq = events.at(-1)?.seq ?? 0;
    for (const line of eventLines(feed, fresh)) this.say(line);
    this.#tellQuestions(followed);
    // Its parts that move with every event are told by the events; a new word is worth a line of its own.
    const [word = ''] = standing(feed).split(',');
    if (word === followed.toldStanding) return;
    followed.toldStanding = word;
    this.say(standing(feed));
  }

  /** A number is never an answer to something that came up while it was typed: the word for it has to be typed first. */
  #tellQuestions(followed: Followed): void {
    const questions = runQuestions(followed.watcher.current());
    for (const question of questions) {
      if (followed.toldQuestions.has(questionKey(question))) continue;
      this.say(`waits for you: ${whoAsks(question)} asks: ${whatIsAsked(question)}. Type approvals to answer.`);
    }
    followed.toldQuestions = new Set(questions.map(questionKey));
  }

  /** A line about something that went wrong. */
  sayError(error: unknown): void {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const hint = error instanceof Error && 'hint' in error ? ` ${String(error.hint)}` : '';
    this.say(sanitize(`error: ${message}${hint}`));
  }
}
