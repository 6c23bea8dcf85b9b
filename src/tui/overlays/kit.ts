import stringWidth from 'string-width';
export interface Segment {
  text: string;
  colour?: string;
  dim?: boolean;
  bold?: boolean;
  inverse?: boolean;
}
export type Line = readonly Segment[];
export interface Key {
  name: string;
  ctrl: boolean;
  shift: boolean;
  meta: boolean;
  text?: string;
}
export interface Size {
  columns: number;
  rows: number;
}
export function cellWidth(text: string): number {
  return stringWidth(text);
}
