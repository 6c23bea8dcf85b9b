import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldRun, plainMarkdown, reportMarkdown, runDocument } from '#protocol';
import { draftOf, logOf, runOf } from '../../helpers/event-builder.ts';

const HOSTILE = '# title\n```\n<script>x</script> @everyone [a](http://b.example) **c** | d';

describe('what a report tells of others', () => {
  it('is one line, in which nothing is Markdown, HTML, a link or a mention', () => {
    expect(plainMarkdown(HOSTILE, 200)).toBe(
      '\\# title \\`\\`\\` \\<script\\>x\\</script\\> @\u200deveryone \\[a\\]\\(http\u200d://b.example\\) \\*\\*c\\*\\* \\| d',
    );
  });

  it('never holds an unescaped mark, whatever is said', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const plain = plainMarkdown(text, 60);
        expect(plain).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]<>|]/);
        expect(plain).not.toMatch(/@\w/);
        expect(plain).not.toContain('\n');
      }),
    );
  });
});

describe('a report', () => {
  it('tells what was asked, what ran, what it cost, what came of it, who was asked and what failed', () => {
    const state = foldRun(
      logOf([
        ...runOf(),
        draftOf(
          'thread_created',
          { place: 'root/scout', directive: 'team/scout', parent: 'lead-1', depth: 1 },
          { thread: 'scout-1' },
        ),
        draftOf('approval_requested'),
        draftOf('approval_denied', { note: HOSTILE }),
        draftOf('artifact_written', { path: 'report.md' }),
        draftOf('thread_failed', { error: { code: 'test/broken', message: HOSTILE } }, { thread: 'scout-1' }),
        draftOf('thread_completed', { outputs: { said: HOSTILE } }),
        draftOf('run_completed', { outputs: { said: HOSTILE } }),
      ]),
    );
    const report = reportMarkdown(runDocument(state, { driven: true }), { state, goal: 'Finds leads.' });
    expect(report.match(/^#+ .*$/gm)).toEqual([
      '# team/lead: completed',
      '## Threads',
      '## Cost',
      '## Approvals',
      '## Outputs',
      '## Files',
      '## Failures',
    ]);
    expect(report).toContain('Finds leads.');
    expect(report).toContain('- p1 denied by ann at');
    expect(report).toContain('- artifacts/report.md, 12 bytes');
    expect(report).toContain('- root/scout: test/broken: \\# title');
    expect(report).toContain('(who asked for it went on, and completed)');
    expect(report).not.toMatch(/(?<!\\)<script|@everyone/);
    // Its own fence is the only one.
    expect(report.match(/^```/gm)).toHaveLength(2);
  });
});
