import { Box, Text } from 'ink';
import { memo } from 'react';
import type { Size } from '../text/index.ts';

/** A row is one string, padded and styled already: Ink has nothing to lay out in it. */
const Row = memo(function Row({ text }: { text: string }) {
  return <Text wrap="truncate-end">{text}</Text>;
});

/**
 * Prints the lines of a frame. It is exactly as large as the terminal: one row more would clear the screen each time. So
 * nothing has to be clipped, and Ink, told to, would measure every line of every frame for it.
 */
export function Frame({ rows, size }: { rows: readonly string[]; size: Size }) {
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      {rows.map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its number
        <Row key={row} text={text} />
      ))}
    </Box>
  );
}
