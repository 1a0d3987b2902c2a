package kr.co.bootpay.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Where the program {@code bootpay} is. */
final class Program {
    private static Path unpacked;

    private Program() {}

    static synchronized Path path() {
        String named = System.getenv("BOOTPAY_PROGRAM");
        if (named != null && !named.isEmpty()) {
            return Paths.get(named);
        }
        if (unpacked == null) {
            unpacked = unpack();
        }
        return unpacked;
    }

    private static Path unpack() {
        // x86_64-linux, aarch64-darwin, x86_64-windows; "mac os x" is the JVM's name of darwin
        String cpu = System.getProperty("os.arch").replace("amd64", "x86_64").replace("arm64", "aarch64");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceAll(" .*", "").replace("mac", "darwin");
        String platform = cpu + "-" + system;
        String ending = system.equals("windows") ? ".exe" : "";
        String resource = "/kr/co/bootpay/sandbox/" + platform + "/bootpay" + ending;
        try (InputStream program = Program.class.getResourceAsStream(resource)) {
            if (program == null) {
                throw new SandboxException("this package has no program for " + platform + ": set BOOTPAY_PROGRAM");
            }
            Path copy = Files.createTempFile("bootpay", ending);
            copy.toFile().deleteOnExit();
            Files.copy(program, copy, StandardCopyOption.REPLACE_EXISTING);
            if (!copy.toFile().setExecutable(true)) {
                throw new SandboxException("programs may not be run from " + copy.getParent() + ": set java.io.tmpdir");
            }
            return copy;
        } catch (IOException failed) {
            throw new SandboxException("the sandbox cannot be unpacked into the temporary folder", failed);
        }
    }
}
