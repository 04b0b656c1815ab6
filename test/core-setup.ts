import { afterAll, vi } from "vitest";

// Files run one after the other in one process: what one of them puts in place of a global must not reach the next.
afterAll(() => void vi.unstubAllGlobals());
