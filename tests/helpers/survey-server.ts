import { messageFrames } from './messages-frames.ts';
import {
  type Answer,
  type MessagesRequest,
  type MessagesServer,
  type MessagesServerOptions,
  startMessagesServer,
} from './messages-server.ts';
import { promptCache } from './prompt-cache.ts';
import { playSurvey } from './survey-player.ts';

export interface SurveyServerOptions extends MessagesServerOptions {
  /** Waits before each event, so that text is seen to come. Unit: ms. */
  delayMs?: number;
  /** Characters of text or JSON in one event. */
  chunk?: number;
  /** Answers in the place of the survey where it returns something. */
  instead?: (request: MessagesRequest, ordinal: number) => Answer | undefined;
}

/**
 * A server that speaks the Messages API and plays the model of `survey`, its scouts and its writer. It keeps a cache of
 * prompts as the API does, so that its usage tells of cache writes and reads.
 */
export async function startSurveyServer(options: SurveyServerOptions = {}): Promise<MessagesServer> {
  const { delayMs, chunk = 40, instead } = options;
  const cache = promptCache();
  return startMessagesServer((request, ordinal) => {
    const other = instead?.(request, ordinal);
    if (other) return other;
    const content = playSurvey(request.body);
    const output_tokens = Math.ceil(JSON.stringify(content).length / 4);
    const usage = { ...cache.read(request.body), output_tokens };
    return { frames: messageFrames({ content, usage, chunk }), ...(delayMs !== undefined && { delayMs }) };
  }, options);
}
