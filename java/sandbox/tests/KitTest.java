import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.SandboxException;
import org.junit.jupiter.api.Test;
import org.junit.platform.console.ConsoleLauncher;

/** The extension in runs of JUnit that these tests start, and what they print. */
final class KitTest {
    private static final Pattern PLACE = Pattern.compile("ran at (\\S+) (\\S+)");
    private static final List<String> CLASSES = parallel("same_thread", "concurrent");
    private static final List<String> METHODS = parallel("concurrent", "concurrent");

    private static List<String> parallel(String methods, String classes) {
        String name = "--config=junit.jupiter.execution.parallel.";
        return List.of(name + "enabled=true", name + "mode.default=" + methods, name + "mode.classes.default=" + classes,
            name + "config.strategy=fixed", name + "config.fixed.parallelism=8");
    }

    /** Runs tests, of which so many pass and so many fail. */
    private static String run(int passed, int failed, Map<String, String> environment, List<String> options, Class<?>... tests)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of("execute", "--disable-banner", "--disable-ansi-colors"));
        arguments.addAll(options);
        Arrays.asList(tests).forEach(test -> arguments.add("--select-class=" + test.getName()));
        Process junit = Around.java(environment, List.of(), ConsoleLauncher.class.getName(), arguments.toArray(new String[0]));
        String said = Around.all(junit);
        assertTrue(said.matches("(?s).*\\[ +" + passed + " tests successful .*\\[ +" + failed + " tests failed .*"), said);
        assertEquals(failed == 0 ? 0 : 1, junit.waitFor(), said);
        assertFalse(said.contains("CloseableResource"), "JUnit warns of it: " + said);
        return said;
    }

    private static String passes(int passed, List<String> options, Class<?>... tests) throws Exception {
        return run(passed, 0, Map.of(), options, tests);
    }

    /** The addresses, or the projects, that tests have told. */
    private static Set<String> told(String said, int group) {
        Set<String> told = new TreeSet<>();
        Matcher place = PLACE.matcher(said);
        while (place.find()) {
            told.add(place.group(group));
        }
        return told;
    }

    @Test
    void aSandboxIsInjectedAndEachTestBeginsAnew() throws Exception {
        String url = told(passes(4, List.of(), Samples.Injected.class), 1).iterator().next();
        SandboxException gone = assertThrows(SandboxException.class, () -> Sandbox.join(url));
        assertTrue(gone.getMessage().contains("does not answer"), "it ends with the run");
    }

    @Test
    void aTestThatFailsSaysWhatTheSandboxSaw() throws Exception {
        String said = run(0, 2, Map.of(), List.of(), Samples.Failing.class);
        String[] lines = {
            "Suppressed: Sandbox http://127\\.0\\.0\\.1:\\d+, project [0-9a-f]{24}",
            " +1  POST   /request/token  200",
            " +2  GET    /wallet  200",
            " +3  POST   /cancel  connection broken",
            "fault reset path=/cancel times=\\d",
        };
        assertTrue(Pattern.compile(String.join("(?s:.*?)", lines)).matcher(said).find(), said);
        assertTrue(said.contains("no request came: does the client have the address and the keys of this sandbox?"), said);
        assertFalse(said.contains("canary"), said);
        Matcher key = Pattern.compile("key (\\S+)").matcher(said);
        assertTrue(key.find());
        assertEquals(said.indexOf(key.group(1)), said.lastIndexOf(key.group(1)), "the test alone printed it");
    }

    @Test
    void aTestThatFailsSaysWhyNothingIsKnown() throws Exception {
        String said = run(0, 1, Map.of(), List.of(), Samples.FailingWithoutSandbox.class);
        assertTrue(said.contains("it failed"), said);
        assertTrue(said.contains("Suppressed: GET /sandbox/requests: project: no project has this application_id"), said);
    }

    @Test
    void aStrictTestFailsForAMisuse() throws Exception {
        for (String said : List.of(
                run(3, 1, Map.of(), List.of(), Samples.Misusing.class),
                run(2, 2, Map.of(), List.of("--config=bootpay.sandbox.strict=true"), Samples.Misusing.class),
                run(2, 2, Map.of(), List.of(), Samples.MisusingStrictly.class))) {
            assertTrue(said.contains("the sandbox saw what a merchant must not do"), said);
            assertTrue(said.contains("misuse cancel_id_reused: "), said);
            assertFalse(said.contains("canary"), said);
        }
    }

    @Test
    void classesThatRunAtOnceDoNotMeet() throws Exception {
        String said = passes(20, CLASSES, Samples.A.class, Samples.B.class, Samples.C.class, Samples.D.class);
        assertEquals(1, told(said, 1).size(), "one sandbox");
        assertEquals(4, told(said, 2).size(), "a project each");
    }

    @Test
    void testsOfAClassThatRunAtOnceDoNotMeet() throws Exception {
        String said = passes(4, METHODS, Samples.AtOnce.class);
        assertEquals(1, told(said, 1).size(), "one sandbox");
        assertEquals(4, told(said, 2).size(), "a project each");
    }

    @Test
    void aProjectEndsWithItsTest() throws Exception {
        passes(4, List.of(), Samples.OneByOne.class);
    }

    @Test
    void testsThatShareAProjectTakeTurns() throws Exception {
        passes(8, METHODS, Samples.TakingTurns.class);
    }

    @Test
    void anApplicationThatIsMadeOnceServesSeveralClasses() throws Exception {
        passes(4, METHODS, Samples.E.class, Samples.F.class);
        passes(4, List.of(), Samples.E.class, Samples.F.class);
    }

    @Test
    void aSandboxThatRunsIsJoinedAndKeepsNoProject() throws Exception {
        try (Sandbox running = Sandbox.start()) {
            Map<String, String> there = Map.of("BOOTPAY_SANDBOX_URL", running.url());
            String said = run(8, 0, there, List.of(), Samples.Injected.class, Samples.E.class, Samples.F.class);
            assertEquals(Set.of(running.url()), told(said, 1));
            assertEquals(List.of(running.applicationId()), Around.projects(running));
        }
    }

    @Test
    void aSandboxThatIsNotThereIsNamed() throws Exception {
        String nowhere = "http://127.0.0.1:1";
        String said = run(0, 8, Map.of("BOOTPAY_SANDBOX_URL", nowhere), List.of(), Samples.TakingTurns.class);
        String why = "BOOTPAY_SANDBOX_URL: POST /sandbox/projects: the sandbox at " + nowhere + " does not answer";
        assertTrue(said.contains(why), said);
    }
}
