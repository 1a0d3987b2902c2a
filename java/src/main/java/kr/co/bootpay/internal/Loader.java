package kr.co.bootpay.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Finds the native library: where the system property {@code bootpay.library} says, or else in the jar. A copy of that
 * one goes into a new file of the temporary folder, since the JVM loads files only, and is deleted at once. So each
 * class loader has a copy of its own, and nobody else's file is loaded.
 */
final class Loader {
    private static final String PROPERTY = "bootpay.library";

    private Loader() {}

    /** Why it cannot be loaded is the message of the error. */
    static void load() {
        String named = System.getProperty(PROPERTY);
        if (named != null && !named.isEmpty()) {
            load(Paths.get(named).toAbsolutePath(), "-D" + PROPERTY + "=" + named + ": ");
            return;
        }
        String platform = platform();
        String name = libraryName(platform);
        String resource = "/kr/co/bootpay/native/" + platform + "/" + name;
        try (InputStream library = Loader.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new UnsatisfiedLinkError("this jar has no library for " + platform
                    + "; it was looked for at " + resource + ". Give a path with -D" + PROPERTY + "=…");
            }
            Path copy = Files.createTempFile("bootpay", name.substring(name.lastIndexOf('.')));
            try {
                Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                load(copy, "");
            } finally {
                delete(copy);
            }
        } catch (IOException failed) {
            throw new UnsatisfiedLinkError("the library cannot be written into the temporary folder "
                + System.getProperty("java.io.tmpdir") + " (" + failed.getClass().getSimpleName()
                + "). Choose another with -Djava.io.tmpdir=…, or give a path with -D" + PROPERTY + "=…");
        }
    }

    private static void load(Path file, String before) {
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError failed) {
            String why = String.valueOf(failed.getMessage());
            if (why.contains("failed to map segment")) {
                why += ". Programs may not be run from " + file.getParent() + " (it is mounted noexec): choose another folder"
                    + " with -Djava.io.tmpdir=…, or give the library's path with -D" + PROPERTY + "=…";
            }
            throw new UnsatisfiedLinkError(before + why);
        } catch (RuntimeException refused) {
            // an IllegalCallerException of JDK 22 and later
            throw new UnsatisfiedLinkError(before + "this JVM forbids native libraries (" + refused.getMessage()
                + "): start it with --enable-native-access=ALL-UNNAMED");
        }
    }

    /** Windows keeps a loaded file until the process ends. */
    private static void delete(Path copy) {
        try {
            Files.delete(copy);
        } catch (IOException kept) {
            copy.toFile().deleteOnExit();
        }
    }

    /** Such as {@code linux-x86_64-gnu}. */
    static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (cpu.equals("amd64") || cpu.equals("x64")) {
            cpu = "x86_64";
        } else if (cpu.equals("arm64")) {
            cpu = "aarch64";
        }
        if (system.startsWith("linux")) {
            return "linux-" + cpu + (isMusl() ? "-musl" : "-gnu");
        }
        if (system.startsWith("mac")) {
            return "macos-" + cpu;
        }
        return system.startsWith("windows") ? "windows-" + cpu : system.replace(' ', '-') + "-" + cpu;
    }

    private static String libraryName(String platform) {
        if (platform.startsWith("windows-")) {
            return "bootpay_jni.dll";
        }
        return platform.startsWith("macos-") ? "libbootpay_jni.dylib" : "libbootpay_jni.so";
    }

    /** Which C library this very process runs on: its files are mapped. */
    private static boolean isMusl() {
        File maps = new File("/proc/self/maps");
        try {
            return new String(Files.readAllBytes(maps.toPath()), StandardCharsets.ISO_8859_1).contains("/ld-musl-");
        } catch (IOException unknown) {
            return false;
        }
    }
}
