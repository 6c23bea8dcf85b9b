import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCapture } from '../../../src/tools/process/capture.ts';

it('keeps everything up to the bound, and beginning and end past it, however it arrives', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{0,30}$/), { maxLength: 12 }), (chunks) => {
      const capture = createCapture(40);
      for (const chunk of chunks) capture.add(Buffer.from(chunk));
      const all = chunks.join('');
      if (all.length <= 40) expect(capture.text()).toBe(all);
      else
        expect(capture.text()).toBe(
          `${all.slice(0, 20)}\n[... ${all.length - 40} bytes were not kept: the output is over 40 bytes ...]\n${all.slice(-20)}`,
        );
    }),
  );
});
