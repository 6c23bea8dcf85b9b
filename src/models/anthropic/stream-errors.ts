/** Errors inside this folder: they leave it as failure values. */

/** The answer is no stream of events. */
export class NotAStreamError extends Error {
  readonly contentType: string;

  constructor(contentType: string) {
    super(`the answer is ${contentType === '' ? 'of no type' : contentType}, not a stream of events`);
    this.contentType = contentType;
  }
}

/** The stream said that it failed: an event `error`, which has a type and no status. */
export class StreamedError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** The stream cannot be read as the answer that it has to be. */
export class BrokenStreamError extends Error {
  readonly code: 'stream_cut' | 'malformed_frame' | 'half_read_call' | 'no_usage' | 'unknown_stop_reason';

  constructor(code: BrokenStreamError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
