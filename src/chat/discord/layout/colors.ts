/** The strip at the side of a container: Easel's own orange while it works, amber while it asks, red where it failed. */
export const COLORS = { waiting: 0xa8a098, working: 0xd9562f, asking: 0xf2a65a, failed: 0xb3261e } as const;
