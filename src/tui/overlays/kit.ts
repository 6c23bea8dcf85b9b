export interface Key {
  name: string;
  ctrl: boolean;
  shift: boolean;
  meta: boolean;
  text?: string;
}
