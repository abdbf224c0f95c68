// What runs on a node: one task of the array, which is one shard of the cells.
/** A word for a POSIX shell that is exactly `text`. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The batch script of a submission in `folder`, which has the trainer too. Slurm may run a task again on another node while the first one, thought dead,
 * still writes: each attempt has a results file of its own, which begins with the whole lines of those before.
 */
export const batchScript = (folder: string, seconds: number, python: string): string =>
  `#!/bin/bash
cd -- ${quoted(folder)} || exit 1
[ -e cancelled ] && exit 0
shard=$SLURM_ARRAY_TASK_ID
attempt=$shard.\${SLURM_RESTART_COUNT:-0}
for earlier in "$shard".*.results.jsonl; do
  [ -e "$earlier" ] && while IFS= read -r line; do [[ $line == \\{*\\} ]] && printf '%s\\n' "$line"; done <"$earlier"
done >"$attempt.part"
mv -- "$attempt.part" "$attempt.results.jsonl"
export PYTHONPATH=.\${PYTHONPATH:+:$PYTHONPATH} PYTHONDONTWRITEBYTECODE=1
timeout --kill-after=5 ${Math.ceil(seconds)} ${quoted(python)} -m powercount_torch run \\
  "$shard.task.json" "$attempt.results.jsonl" --device auto --threads "\${SLURM_CPUS_ON_NODE:-1}" >"$attempt.progress"
status=$?
echo "$status" >"$attempt.status"
exit "$status"
`;

/** What `timeout` says of a program that it ended. */
export const timeIsOver = 124;
