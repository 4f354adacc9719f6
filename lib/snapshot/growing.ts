/**
 * A file that one writes while another reads what is there already.
 *
 * @module
 */

/** How far a file has grown. */
export class Growing {
  private size = 0;
  private state: "growing" | "whole" | "failed" = "growing";
  private error: unknown;
  private waiting: (() => void)[] = [];

  /** A file that is complete already. */
  static whole(bytes: number): Growing {
    const growing = new Growing();
    growing.grew(bytes);
    growing.ended();
    return growing;
  }

  /** So many bytes more are there. */
  grew(bytes: number): void {
    this.size += bytes;
    this.wake();
  }

  /** No more are going to come. */
  ended(): void {
    this.state = "whole";
    this.wake();
  }

  /** No more can come. */
  failed(error: unknown): void {
    this.state = "failed";
    this.error = error;
    this.wake();
  }

  /** Waits until `bytes` are there, or the file is complete; gives how many are. @throws what made it fail. */
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
