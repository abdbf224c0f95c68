import * as vscode from 'vscode';
import type { Outcome } from '../../../trainer/conduct';
import type { Update } from '../../../trainer/follow';
import { intervalText } from '../../../trainer/report';
import type { Runner } from '../../../trainer/runner';
import type { Plan } from '../../../trainer/schema';
import {
  PLAN,
  type PlanAnswer,
  type PlanRequest,
  type VerifyTest,
} from '../../../server/src/features/contract';
import { agreed, secondsOf } from '../budget';
import { unlessCancelled } from '../cancelled';
import type { LanguageServer } from '../language-server';
import { standing, type Runs } from '../runs';
import { explainTrust, UNTRUSTED } from '../show-trainers';
import type { TrainerKind, Trainers } from '../trainers';
import { reportClaim, reportOutcome, reportProblem, write } from './report';
import type { Entry, TestTree } from './tree';

/** A verify block that was run. */
export interface Ran {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/** How a run stands is written at most so often, in milliseconds. */
const EVERY = 5000;

/** Runs tests: says of claims what is known, and conducts the plans of verify blocks. */
export class TestRuns {
  constructor(
    private readonly controller: vscode.TestController,
    private readonly tree: TestTree,
    private readonly server: LanguageServer,
    private readonly runs: Runs,
    private readonly trainers: Trainers,
  ) {}

  /** Never rejects; what goes wrong is in the results. */
  async run(request: vscode.TestRunRequest, kind: TrainerKind): Promise<readonly Ran[]> {
    const run = this.controller.createTestRun(request);
    try {
      const entries = await this.tree.wanted(request);
      entries.forEach(({ item }) => run.enqueued(item));
      await this.claims(run, entries);
      return await this.blocks(run, entries, kind);
    } catch (error) {
      run.appendOutput(`${(error as Error).message}\r\n`);
      return [];
    } finally {
      run.end();
    }
  }

  private async claims(run: vscode.TestRun, entries: readonly Entry[]): Promise<void> {
    const claims = entries.filter(({ test }) => test.kind === 'claim');
    for (const uri of new Set(claims.map((entry) => entry.uri))) {
      await this.tree.refresh(uri, true);
      for (const entry of claims) {
        if (entry.uri !== uri || entry.test.kind !== 'claim') continue;
        reportClaim(run, entry, entry.test);
        this.tree.ran(entry);
      }
    }
  }

  private async blocks(run: vscode.TestRun, entries: readonly Entry[], kind: TrainerKind): Promise<Ran[]> {
    const blocks = entries.filter(({ test }) => test.kind === 'verify');
    if (blocks.length === 0) return [];
    if (!vscode.workspace.isTrusted) {
      blocks.forEach((entry) => reportProblem(run, entry, UNTRUSTED));
      void explainTrust();
      return [];
    }
    const planned: { entry: Entry; plan: Plan }[] = [];
    for (const entry of blocks) {
      const answer = await this.plan(entry);
      if ('plan' in answer) planned.push({ entry, plan: answer.plan });
      else this.problem(run, entry, answer.problem);
    }
    if (planned.length === 0) return [];
    try {
      // An interpreter that loads PyTorch to say what there is takes seconds.
      const runner = await unlessCancelled(
        this.runner(
          planned.map(({ plan }) => plan),
          kind,
        ),
        run.token,
      );
      if (!runner || run.token.isCancellationRequested) {
        planned.forEach(({ entry, plan }) => {
          run.skipped(entry.item);
          this.tree.ran(entry, plan.source.hash);
        });
        return [];
      }
      return await Promise.all(planned.map(({ entry, plan }) => this.conduct(run, entry, plan, runner)));
    } catch (error) {
      // The trainer that is asked for is not there.
      planned.forEach(({ entry, plan }) =>
        this.problem(run, entry, (error as Error).message, plan.source.hash),
      );
      return [];
    }
  }

  /** Where the user agrees to run the plans; undefined where he does not. */
  private async runner(plans: readonly Plan[], kind: TrainerKind): Promise<Runner | undefined> {
    const where = await agreed(plans, kind, this.trainers);
    return where && this.trainers.runner(where);
  }

  private problem(run: vscode.TestRun, entry: Entry, problem: string, what?: string): void {
    reportProblem(run, entry, problem);
    this.tree.ran(entry, what);
  }

  private async plan({ uri, test }: Entry): Promise<PlanAnswer> {
    const { offset } = test as VerifyTest;
    const request: PlanRequest = { ...(await this.tree.text(uri)), offset };
    return this.server.ask<PlanAnswer>(PLAN, request);
  }

  private async conduct(run: vscode.TestRun, entry: Entry, plan: Plan, runner: Runner): Promise<Ran> {
    let began = Date.now();
    let written = 0;
    const outcome = await this.runs.run(entry.uri, plan, runner, secondsOf(plan), {
      token: run.token,
      onStart: () => {
        began = Date.now();
        run.started(entry.item);
      },
      onUpdate: (update) => {
        if (Date.now() - written < EVERY) return;
        written = Date.now();
        write(run, entry, [updateLine(plan, update)]);
      },
    });
    reportOutcome(run, entry, plan, outcome, Date.now() - began);
    this.tree.ran(entry, plan.source.hash);
    return { plan, outcome };
  }
}

/** `samples(p): 43%, 20 s left. 9 of 24 cells; so far 1.04, between 0.90 and 1.20` */
function updateLine({ name }: Plan, update: Update): string {
  const measured = update.verdict?.measured;
  const soFar = measured ? `; so far ${intervalText(measured)}` : '';
  return `${name}: ${standing(update)}. ${update.message}${soFar}`;
}
