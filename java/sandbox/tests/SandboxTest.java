import static org.junit.jupiter.api.Assertions.*;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.Config;
import kr.co.bootpay.exception.ConfigException;
import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.SandboxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a sandbox starts, is joined and ends: the package from dist/java, with the program that is inside. */
final class SandboxTest {
    private static String refusedAt(String url) {
        String said = assertThrows(SandboxException.class, () -> Sandbox.join(url)).getMessage();
        assertTrue(said.startsWith("POST /sandbox/projects: "), said);
        assertTrue(said.contains(" at " + url), said);
        return said;
    }

    @Test
    void itsEnvironmentHasTheFiveVariablesAndNoOther(@TempDir Path folder) {
        String ca = folder.resolve("ca.pem").toString();
        try (Sandbox sandbox = Sandbox.start("--tls-listen", "127.0.0.1:0", "--ca-file", ca)) {
            Map<String, String> expected = new LinkedHashMap<>();
            expected.put("BOOTPAY_BASE_URL", sandbox.url());
            expected.put("BOOTPAY_APPLICATION_ID", sandbox.applicationId());
            expected.put("BOOTPAY_PRIVATE_KEY", sandbox.privateKey());
            expected.put("BOOTPAY_WEB_APPLICATION_ID", sandbox.webApplicationId());
            expected.put("BOOTPAY_LOOPBACK_ONLY", "1");
            assertEquals(expected, sandbox.env());
            assertTrue(sandbox.tlsUrl().startsWith("https://127.0.0.1:"), sandbox::tlsUrl);
            assertEquals(sandbox.tlsUrl(), sandbox.project().tlsUrl());
        }
        try (Sandbox sandbox = Sandbox.start()) {
            assertNull(sandbox.tlsUrl());
        }
    }

    @Test
    void anotherProgramFindsItByItsEnvironmentAndNothingElse() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            String said = Around.all(Around.java(sandbox.env(), List.of(), Elsewhere.class.getName(), "client"));
            assertTrue(said.contains("read") && said.contains("BOOTPAY_LOOPBACK_ONLY is set"), said);
            assertEquals(1, sandbox.requests("receipt.get").size());
        }
    }

    @Test
    void nobodyIsJoinedWhereNoSandboxIs() throws Exception {
        assertTrue(refusedAt("http://127.0.0.1:1").contains("does not answer: "));
        assertTrue(refusedAt("http://127.0.0.1:99999").contains("no sandbox answers"));
        assertTrue(refusedAt("nonsense").contains("no sandbox answers"));
        assertTrue(refusedAt("ftp://127.0.0.1").contains("no sandbox answers"));
        for (String body : List.of("<html>", "", "ok", "[]", "{\"hello\": 1}")) {
            assertTrue(refusedAt(Around.server(200, body)).contains("no sandbox answers"), body);
        }
        for (int status : new int[] {307, 404, 500}) {
            assertTrue(refusedAt(Around.server(status, "<html>")).contains("no sandbox answers"));
        }
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread speaks = new Thread(() -> {
                try (Socket socket = other.accept()) {
                    socket.getOutputStream().write("SSH-2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (Exception broken) {
                    return;
                }
            });
            speaks.start();
            refusedAt("http://127.0.0.1:" + other.getLocalPort());
            speaks.join();
        }
    }

    @Test
    void whoJoinsMayOutliveIt() {
        Sandbox sandbox = Sandbox.start();
        Sandbox joined = sandbox.project();
        sandbox.close();
        sandbox.close();
        joined.close();
        SandboxException gone = assertThrows(SandboxException.class, sandbox::reset);
        String said = "POST /sandbox/reset: the sandbox at " + sandbox.url() + " does not answer: ";
        assertTrue(gone.getMessage().startsWith(said), gone::getMessage);
    }

    @Test
    void nothingShowsTheKey() {
        try (Sandbox sandbox = Sandbox.start()) {
            assertEquals("Sandbox " + sandbox.url() + ", project " + sandbox.applicationId(), sandbox.toString());
            assertFalse(sandbox.window("order-1").toString().contains(sandbox.privateKey()));
            assertFalse(sandbox.seen().contains(sandbox.privateKey()));
        }
    }

    @Test
    void whatCannotStartSaysWhy(@TempDir Path folder) throws Exception {
        Duration patience = Duration.ofSeconds(30);
        fails("the sandbox ended: error: ", Sandbox.program(), patience, "--nonsense");
        fails("the sandbox cannot be run on this machine: ", folder.resolve("nothing"), patience);
        fails(" is no program bootpay: it printed no address", script(folder, "echo '{}'"), patience);
        Path silent = script(folder, "echo is waiting >&2; exec sleep 600");
        fails("the sandbox did not listen within 500 ms", silent, Duration.ofMillis(500));
    }

    private static void fails(String why, Path program, Duration patience, String... arguments) {
        SandboxException failed = assertThrows(SandboxException.class, () -> Sandbox.start(program, patience, arguments));
        assertTrue(failed.getMessage().contains(why), failed::getMessage);
    }

    private static Path script(Path folder, String text) throws Exception {
        Path script = Files.writeString(Files.createTempFile(folder, "bootpay", ".sh"), "#!/bin/sh\n" + text + "\n");
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }

    @Test
    void theProgramOfAnotherSystemIsLookedFor() throws Exception {
        assertTrue(on("Mac OS X", "aarch64").contains("no program for aarch64-darwin"));
        assertTrue(on("Windows 11", "amd64").contains("no program for x86_64-windows"));
    }

    /** What a JVM says that takes itself for one of another system. */
    private static String on(String system, String cpu) throws Exception {
        Map<String, String> ofThePackage = Map.of("BOOTPAY_PROGRAM", "");
        List<String> machine = List.of("-Dos.name=" + system, "-Dos.arch=" + cpu);
        return Around.all(Around.java(ofThePackage, machine, Elsewhere.class.getName(), "program"));
    }

    @Test
    void aProxyOfTheJvmIsNotAsked() throws Exception {
        List<String> proxy = List.of("-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=1", "-Dhttp.nonProxyHosts=");
        assertTrue(Around.all(Around.java(Map.of(), proxy, Elsewhere.class.getName(), "person")).contains("verified"));
    }

    @Test
    void itEndsWithTheProcessThatStartedIt(@TempDir Path folder) throws Exception {
        List<String> unpacksHere = List.of("-Djava.io.tmpdir=" + folder); // one that is killed leaves its files
        for (boolean isKilled : new boolean[] {true, false}) {
            Process starter = Around.java(Map.of(), unpacksHere, Elsewhere.class.getName(), "wait");
            BufferedReader output = new BufferedReader(new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8));
            assertTrue(output.readLine().startsWith("http://127.0.0.1:"));
            ProcessHandle program = starter.toHandle().children().findFirst().orElseThrow();
            if (isKilled) {
                starter.destroyForcibly();
            } else {
                starter.getOutputStream().close();
            }
            program.onExit().join();
        }
    }

    @Test
    void aProjectEndsWithTheProcessThatJoined() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            String joined = Around.all(Around.java(Map.of(), List.of(), Elsewhere.class.getName(), "join", sandbox.url())).trim();
            assertEquals(24, joined.length(), joined);
            assertEquals(List.of(sandbox.applicationId()), Around.projects(sandbox));
        }
    }

    /** What another process does. */
    static final class Elsewhere {
        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "client":
                    new Bootpay().verify(Around.PAYMENT).unwrap();
                    System.out.println("read");
                    try {
                        new Bootpay(new Config().baseUrl("https://api.bootpay.co.kr"));
                    } catch (ConfigException refused) {
                        System.out.println(refused.getMessage());
                    }
                    break;
                case "program":
                    Sandbox.program();
                    break;
                case "person":
                    System.out.println(Sandbox.start().person("age_19").receiptId().isEmpty() ? "" : "verified");
                    break;
                case "join":
                    System.out.println(Sandbox.join(arguments[1]).applicationId());
                    break;
                default:
                    System.out.println(Sandbox.start().url());
                    System.in.read();
            }
        }
    }
}
