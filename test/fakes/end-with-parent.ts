/** Loaded before the program of a child: where whoever started it is gone, however that came, it ends too. */
process.once('disconnect', () => process.exit());
// Hearing of it is no reason to live on.
process.channel?.unref();
