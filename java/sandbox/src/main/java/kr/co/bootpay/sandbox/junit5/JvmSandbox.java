package kr.co.bootpay.sandbox.junit5;

import kr.co.bootpay.sandbox.Sandbox;
import kr.co.bootpay.sandbox.SandboxException;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The sandbox of this JVM. One that was started ends with it. */
final class JvmSandbox {
    private static final String RUNNING = "BOOTPAY_SANDBOX_URL";
    private static Sandbox started;

    private JvmSandbox() {}

    /** A new project in it. */
    static synchronized Sandbox project() {
        String url = System.getenv(RUNNING);
        if (url != null && !url.isEmpty()) {
            try {
                return Sandbox.join(url);
            } catch (SandboxException nobody) {
                throw new ExtensionConfigurationException(RUNNING + ": " + nobody.getMessage(), nobody);
            }
        }
        if (started == null) {
            started = Sandbox.start();
        }
        return started.project();
    }
}
