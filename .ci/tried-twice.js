/** Names the tests that passed only at their second try: each is a fault of the product or of the test, to be looked at. */
export default class TriedTwice {
  onTestRunEnd(modules) {
    const tests = modules
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => test.diagnostic()?.flaky);
    for (const test of tests)
      console.log(`Passed only at the second try: ${test.module.relativeModuleId} > ${test.fullName}`);
  }
}
