// The least that Ink can show.
import { render, Text } from 'ink';
import { createElement } from 'react';

render(createElement(Text, null, 'hello'));
