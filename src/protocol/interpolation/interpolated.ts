/** What an interpolation gives back: the finished value and what its author may want to know about it. */
export interface Interpolated<Value> {
  value: Value;
  /** Shape: one sentence each, empty when every placeholder was filled. */
  warnings: string[];
}
