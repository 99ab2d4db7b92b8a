// Most of a test's time is waiting: for a server that starts, for the next look at a guest.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
