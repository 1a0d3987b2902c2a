<?php

declare(strict_types=1);

use Bootpay\BackendPhp\Native;
use PHPStan\PhpDocParser\Ast\PhpDoc\InvalidTagValueNode;
use PHPStan\PhpDocParser\Lexer\Lexer;
use PHPStan\PhpDocParser\Parser\ConstExprParser;
use PHPStan\PhpDocParser\Parser\PhpDocParser;
use PHPStan\PhpDocParser\Parser\TokenIterator;
use PHPStan\PhpDocParser\Parser\TypeParser;

/** The package as it was installed. */
final class PackageTest extends BootpayTestCase
{
    private static function installed(): string
    {
        return dirname((new ReflectionClass(Bootpay\BackendPhp\Client::class))->getFileName(), 2);
    }

    public function testItHasItsCoreItsLicencesAndNothingElse(): void
    {
        $files = array_map('basename', glob(self::installed() . '/*'));
        self::assertEqualsCanonicalizing(['LICENSE', 'README.ko.md', 'README.md', 'THIRD-PARTY-LICENSES', 'composer.json',
            'examples', 'lib', 'preload.php', 'src'], $files);
        self::assertCount(1, glob(self::installed() . '/lib/*/libbootpay_c.*'));
        $version = json_decode(file_get_contents(self::installed() . '/composer.json'), true)['version'];
        self::sandbox()->reset();
        self::client()->verify(self::PAYMENT);
        $agent = self::sandbox()->requests()[0]['headers']['user-agent'];
        self::assertStringStartsWith("bootpay-php/$version (cli/" . PHP_VERSION, $agent);
    }

    public function testTheCoreIsTheExtensionWhereThereIsOne(): void
    {
        $driver = (fn () => $this->driver)->call(Native\Library::load());
        self::assertInstanceOf(getenv('TESTED_EXTENSION') === false ? Native\Ffi::class : Native\Extension::class, $driver);
    }

    /** What a file of another kind says in the place of the core. */
    public function testWhereItCannotRunOneSentenceSaysWhy(): void
    {
        $open = 'try { new Client("a", "k"); } catch (BootpayException $e) { echo $e::class, " ", $e->getMessage(); }';
        $said = static fn (array $options, string $library = '') => shell_exec(
            "env -u PHP_INI_SCAN_DIR BOOTPAY_LIBRARY=$library " . escapeshellarg(PHP_BINARY) . ' ' . implode(' ', array_map('escapeshellarg', $options))
            . ' -r ' . escapeshellarg('require getenv("BOOTPAY_VENDOR") . "/autoload.php"; use Bootpay\BackendPhp\{Client, BootpayException};'
                . $open) . ' 2>&1',
        );
        $refusals = [
            'extension bootpay or ffi, and neither is loaded' => $said(['-n']),
            "ffi.enable='0' forbids in cli: load the extension bootpay" => $said(['-d', 'ffi.enable=0']),
            'cannot be loaded for ' => $said([], '/nowhere/libbootpay_c.so'),
        ];
        foreach ($refusals as $why => $sentence) {
            self::assertStringStartsWith('Bootpay\BackendPhp\ConfigException bootpay/backend-php cannot run here: ', $sentence);
            self::assertStringContainsString($why, $sentence);
            self::assertSame(1, preg_match_all('/[.](?=\s|$)/', $sentence), $sentence);
        }
    }

    /** @group debian */
    public function testAnotherVersionOfTheInterfaceIsRefusedWithBothNumbers(): void
    {
        $folder = sys_get_temp_dir() . '/bootpay-abi-' . bin2hex(random_bytes(6));
        mkdir($folder);
        $functions = ['open', 'ask', 'start', 'wait', 'cancel', 'reply_free'];
        $source = implode('', array_map(static fn ($name) => "void *bootpay_$name(void) { return 0; }\n", $functions));
        file_put_contents("$folder/other.c", $source . 'unsigned bootpay_abi(void) { return 99; }');
        exec("cc -shared -fPIC -o $folder/other.so $folder/other.c", result_code: $code);
        self::assertSame(0, $code);
        $settings = getenv('PHP_INI_SCAN_DIR');
        putenv("BOOTPAY_LIBRARY=$folder/other.so");
        putenv('PHP_INI_SCAN_DIR');
        try {
            $said = self::printed('');
            self::assertMatchesRegularExpression('/for version \d+ of the interface and \S+ has version 99: install both from one/', $said);
        } finally {
            putenv('BOOTPAY_LIBRARY');
            putenv('PHP_INI_SCAN_DIR' . ($settings === false ? '' : "=$settings"));
            exec('rm -r ' . escapeshellarg($folder));
        }
    }

    /** What PHP declares of the C interface stands in its header. */
    public function testTheDeclarationsAreThoseOfTheHeader(): void
    {
        $header = file_get_contents(dirname(__DIR__, 2) . '/crates/bootpay-c/generated/bootpay.h');
        $plain = static fn (string $c) => preg_replace(['#//.*#', '/\bstruct /', '/\s+/', '/\s*([(),*;])\s*/'], ['', '', ' ', '$1'], $c);
        $header = $plain($header);
        $declared = (new ReflectionClassConstant(Native\Ffi::class, 'DECLARATIONS'))->getValue();
        preg_match_all('/^\s*((?:uint|void|bootpay_)[^{}]*?\bbootpay_\w+\(.*\);)$/m', $declared, $functions);
        self::assertCount(7, $functions[1]);
        foreach ($functions[1] as $function) {
            self::assertStringContainsString($plain($function), $header);
        }
        preg_match('/typedef struct bootpay_reply \{(.*?)\}/s', $declared, $ours);
        preg_match('/bootpay_reply ?\{(.*?)\}/', $header, $theirs);
        self::assertSame(trim(strtr($plain($ours[1]), ['const void*' => 'const char*'])), trim($theirs[1] ?? $header));
    }

    /**
     * PHPStan's own parser reads every type in the documentation comments.
     *
     * @group debian
     */
    public function testEveryDocumentationCommentIsOneForPhpStan(): void
    {
        $constants = new ConstExprParser();
        $parser = new PhpDocParser(new TypeParser($constants), $constants);
        $lexer = new Lexer();
        $shapes = ['object{' => 'array{']; // which are the same to the eye, and which an older parser knows
        $read = 0;
        foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(self::installed() . '/src')) as $file) {
            if ($file->getExtension() !== 'php') {
                continue;
            }
            foreach (token_get_all(file_get_contents($file->getPathname())) as $token) {
                if ($token[0] !== T_DOC_COMMENT) {
                    continue;
                }
                foreach ($parser->parse(new TokenIterator($lexer->tokenize(strtr($token[1], $shapes))))->getTags() as $tag) {
                    $why = $tag->value instanceof InvalidTagValueNode ? $tag->value->exception->getMessage() : null;
                    self::assertNull($why, "{$file->getFilename()}: $tag->name $why in\n$token[1]");
                    ++$read;
                }
            }
        }
        self::assertGreaterThan(200, $read);
    }
}
