package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.holds;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Where the library cannot be loaded, the exception says what was looked for, and what helps. */
final class PlatformTest {
    private static String fails(String... flags) throws Exception {
        return fails(null, flags);
    }

    /** With a library that the process has loaded beforehand. */
    private static String fails(Path preloaded, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), QuickStart.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (preloaded != null) {
            builder.environment().put("LD_PRELOAD", preloaded.toString());
        }
        Process program = builder.start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertNotEquals(0, program.waitFor(), said);
        holds(said, "kr.co.bootpay.exception.ConfigException: the native library cannot be loaded: ");
        return said;
    }

    @Test
    void anotherPlatformIsNamed() throws Exception {
        holds(fails("-Dos.arch=riscv64"), "this jar has no library for linux-riscv64-gnu");
    }

    @Test
    void theFileOfAnotherSystemIsLookedFor() throws Exception {
        String folder = "it was looked for at /kr/co/bootpay/native/";
        holds(fails("-Dos.name=Mac OS X", "-Dos.arch=aarch64"), folder + "macos-aarch64/libbootpay_jni.dylib");
        holds(fails("-Dos.name=Mac OS X", "-Dos.arch=x86_64"), folder + "macos-x86_64/libbootpay_jni.dylib");
        holds(fails("-Dos.name=Windows 11", "-Dos.arch=amd64"), folder + "windows-x86_64/bootpay_jni.dll");
    }

    // Such as a JDK in the home of somebody called muslim.
    @Test
    void aFolderWithMuslInItsNameIsNoMusl(@TempDir Path folder) throws Exception {
        String maps = new String(Files.readAllBytes(Path.of("/proc/self/maps")), StandardCharsets.UTF_8);
        String libm = Arrays.stream(maps.split("\\s+")).filter(word -> word.endsWith("/libm.so.6")).findFirst().orElseThrow();
        Path copy = Files.copy(Path.of(libm), Files.createDirectory(folder.resolve("muslim")).resolve("libm.so.6"));
        holds(fails(copy, "-Dos.arch=riscv64"), "this jar has no library for linux-riscv64-gnu");
    }

    @Test
    void aLibraryThatIsNotThereIsNamed() throws Exception {
        holds(fails("-Dbootpay.library=/nowhere/libbootpay_jni.so"), "-Dbootpay.library=/nowhere/libbootpay_jni.so: ");
    }

    @Test
    void aTemporaryFolderThatIsNotThereIsNamed() throws Exception {
        holds(fails("-Djava.io.tmpdir=/nowhere"), "the temporary folder /nowhere");
    }

    // the versions that JUnit knows end before 25
    @Test
    @EnabledForJreRange(min = JRE.OTHER)
    void aJvmThatForbidsLibrariesIsToldTheFlag() throws Exception {
        holds(fails("--illegal-native-access=deny"), "--enable-native-access=ALL-UNNAMED");
    }

    // The thread that takes the replies out goes on, and whoever waits for the one that was too large learns of it.
    @Test
    void aReplyThatTheMemoryIsTooShortForHoldsUpNoOther() throws Exception {
        String large = "y".repeat(7 << 20);
        String url = Surroundings.server(request -> {
            String id = request.getRequestURI().getPath().replace("/receipt/", "");
            return "{\"status\":200,\"code\":0,\"data\":{\"receipt_id\":\"" + id + "\",\"x\":\"" + (id.startsWith("b") ? large : "") + "\"}}";
        });
        for (String memory : new String[] {"-Xmx8m", "-Xmx14m"}) { // for its bytes, and for its text
            Process program = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", memory, "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), ShortOfMemory.class.getName(), url).redirectErrorStream(true).start();
            String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            holds(said, "the first failed");
            holds(said, "the second has " + Surroundings.PAYMENT);
        }
    }
}
