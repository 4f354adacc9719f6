/**
 * Tracks a file that one task writes while another task reads the part that exists already.
 *
 * @module
 */

/** The current size and state of the file. */
export class Growing {
  private size = 0;
  private state: "growing" | "whole" | "failed" = "growing";
  private error: unknown;
  private waiting: (() => void)[] = [];

  /** Returns the state of a file that is already complete. */
  static whole(bytes: number): Growing {
    const growing = new Growing();
    growing.grew(bytes);
    growing.ended();
    return growing;
  }

  /** Records that this many bytes were appended. */
  grew(bytes: number): void {
    this.size += bytes;
    this.wake();
  }

  /** Records that the file is complete. */
  ended(): void {
    this.state = "whole";
    this.wake();
  }

  /** Records that writing the file has failed. */
  failed(error: unknown): void {
    this.state = "failed";
    this.error = error;
    this.wake();
  }

  /**
   * Waits until the file has `bytes` bytes or is complete. Returns its size. @throws the error of {@linkcode
   * Growing.failed}
   */
  async reaches(bytes: number): Promise<number> {
    while (this.state === "growing" && this.size < bytes) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.state === "failed") throw this.error;
    return this.size;
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
