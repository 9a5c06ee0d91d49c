// The reviewed snapshots of ../snapshots for toMatchAriaSnapshot on getByRole('document').
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^( *- '?\w+ )"((?:[^"\\]|\\.)*\{(?:[^"\\]|\\.)*)"/;
const VALUE = /^( *- (?:\/url|\w+(?: "(?:[^"\\]|\\.)*"| \/.*\/)?(?: \[[^\]]*\])*): )(.*)$/;

// Words in braces match anything. Playwright takes text between slashes as a pattern, so addresses become one, too.
const pattern = (text: string) => `/^${text.replace(/[\\^$*+?.()|[\]/]/g, '\\$&').replace(/\{[\w ]+\}/g, '.+')}$/`;

const convert = (line: string) =>
  line.replace(NAME, (_, start, name) => start + pattern(name)).replace(VALUE, (all, start, value) => {
    if (!value.includes('{') && !start.includes('/url')) return all;
    return start + JSON.stringify(pattern(value.startsWith('"') ? JSON.parse(value) : value));
  });

export const snapshot = (name: string) =>
  readFileSync(join(__dirname, '..', 'snapshots', `${name}.yml`), 'utf8').split('\n').map(convert).join('\n');
